package org.diskreplicator.engine.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A block device as a place for a target; model, serial and contents are hostile text.
 *
 * @param size bytes
 * @param sectorSize the logical one, in which partition tables count
 * @param uses what stands in the way of writing to it, such as {@code is mounted on '/mnt'}
 * @param holds what somebody may want to keep, such as {@code ext4 'data'}; empty when nothing was
 *     found
 */
public record DeviceFacts(
    long size,
    SectorSize sectorSize,
    Optional<String> model,
    Optional<String> serial,
    Access access,
    List<String> uses,
    Optional<String> holds) {
  public DeviceFacts {
    uses = List.copyOf(uses);
  }

  /** Whether it can be written. */
  public enum Access {
    WRITABLE,
    /** It takes no writes, from nobody. */
    READ_ONLY,
    /** Others may write to it. */
    FORBIDDEN
  }

  /** The same device with one use. */
  public DeviceFacts used(String use) {
    return new DeviceFacts(size, sectorSize, model, serial, access, List.of(use), holds);
  }

  /** Model, serial number and size, for people to know it by. */
  public String title() {
    return Stream.concat(
            Stream.of(model, serial.map(number -> "serial " + number)).flatMap(Optional::stream),
            Stream.of(ByteSize.of(size).human()))
        .collect(Collectors.joining(", "));
  }
}
