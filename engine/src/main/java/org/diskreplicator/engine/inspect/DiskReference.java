package org.diskreplicator.engine.inspect;

import java.util.OptionalInt;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.RemoteAddress;

/** A disk as users name it, or one partition of it. */
public sealed interface DiskReference permits DiskName, RemoteName {
  /** The partition, when it is not the whole disk. */
  OptionalInt partition();

  /**
   * Reads a name: an address where the text begins as one, else a path.
   *
   * @throws RefusedException when it can be neither
   */
  static DiskReference parse(String text) {
    return RemoteAddress.isAddress(text) ? RemoteName.parse(text) : DiskName.parse(text);
  }
}
