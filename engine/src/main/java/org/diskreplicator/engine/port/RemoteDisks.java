package org.diskreplicator.engine.port;

import org.diskreplicator.engine.failure.RefusedException;

/** Disks that other machines or processes serve. */
@FunctionalInterface
public interface RemoteDisks {
  /** None can be opened. */
  RemoteDisks NONE =
      (address, access) -> {
        throw new RefusedException("'" + address + "' cannot be used here; give a path.");
      };

  /**
   * Opens one, until the run ends; it is opened once, however often it is asked for.
   *
   * @throws RefusedException when there is none, or it is not the one that it claims to be
   */
  RemoteDisk open(RemoteAddress address, DiskExports.Access access);
}
