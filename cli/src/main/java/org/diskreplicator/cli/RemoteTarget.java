package org.diskreplicator.cli;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.RemoteName;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.wiring.Toolbox;

/**
 * A target on another machine: an NBD export, which is written as a device is, or a file by ssh.
 */
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
    if (address.scheme() == RemoteAddress.Scheme.HTTPS) {
      throw new RefusedException(
          "'"
              + address
              + "' can be a source only, as https servers take no parts of files; clone to"
              + " ssh://HOST/PATH, or to a file here.");
    }
    if (source.name() instanceof RemoteName from && from.address().isSame(address)) {
      throw new RefusedException("'" + address + "' is the source too; give another target.");
    }
    return new RemoteTarget(address);
  }

  /** What writes it. */
  CloneTarget in(Toolbox tools) {
    return address.scheme() == RemoteAddress.Scheme.SSH
        ? new SshTarget(address)
        : new LocalTarget(tools, this::open);
  }

  /** Opens it for writing; nothing is written yet. */
  private Path open(Session session) {
    return session.remotes().open(address, DiskExports.Access.WRITABLE).file();
  }
}
