package org.diskreplicator.cli;

import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.RemoteAddress;

/** Where a disk of another machine cannot be used. */
final class RemoteRules {
  private RemoteRules() {}

  /**
   * Does nothing when {@code argument} is no address.
   *
   * @param what takes none, such as an option
   */
  static void refuse(String what, String argument) {
    if (RemoteAddress.isAddress(argument)) {
      throw new RefusedException(
          what + " takes no addresses of other machines; clone the disk to a file first.");
    }
  }
}
