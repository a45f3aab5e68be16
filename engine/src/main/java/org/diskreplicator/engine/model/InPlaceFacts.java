package org.diskreplicator.engine.model;

import java.util.List;

/**
 * An image or a device as something to be changed where it is.
 *
 * @param access whether it can be written
 * @param uses what stands in the way of writing to it, such as {@code is shown by /dev/loop0}
 * @param discards whether what holds its bytes can be told that some are free
 */
public record InPlaceFacts(DeviceFacts.Access access, List<String> uses, boolean discards) {
  public InPlaceFacts {
    uses = List.copyOf(uses);
  }
}
