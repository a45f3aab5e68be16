package org.diskreplicator.cli;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.RemoteName;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.RemoteAddress;

/** A target that another machine serves: an NBD export, which is written as a device is. */
record RemoteTarget(RemoteAddress address) {
  /**
   * Reads it.
   *
   * @throws RefusedException when it cannot be a target
   */
  static RemoteTarget of(String text, SourceSpec source) {
    RemoteName name = RemoteName.parse(text);
    RemoteAddress address = name.address();
    if (name.partition().isPresent()) {
      throw new RefusedException(
          "A target is a whole disk; leave out '#" + name.partition().getAsInt() + "'.");
    }
    if (!address.scheme().isNbd()) {
      throw new RefusedException(
          "'"
              + address
              + "' can be a source only: a file there cannot be written under another name until it"
              + " is verified. Clone to a file here and copy that, or let qemu-nbd serve the target"
              + " and clone to nbd+unix:///?socket=PATH through: ssh -L PATH:REMOTE-PATH HOST.");
    }
    if (source.name() instanceof RemoteName from && from.address().isSame(address)) {
      throw new RefusedException("'" + address + "' is the source too; give another target.");
    }
    return new RemoteTarget(address);
  }

  /** Opens it for writing; nothing is written yet. */
  Path open(Session session) {
    return session.remotes().open(address, DiskExports.Access.WRITABLE).file();
  }
}
