package org.diskreplicator.engine.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A disk of another machine as this one sees it during a run.
 *
 * @param file shows its bytes, for programs that look at some of them
 * @param socket gives them by NBD, for those that move many
 */
public record RemoteDisk(Path file, Path socket) {
  /** The NBD export that {@link #socket} serves. */
  public static final String EXPORT = "disk";

  private static final String FILE = "remote-disk";
  private static final String SOCKET = "nbd";

  /** The disk that is shown in {@code folder}. */
  public static RemoteDisk in(Path folder) {
    return new RemoteDisk(folder.resolve(FILE), folder.resolve(SOCKET));
  }

  /**
   * The disk that is seen as {@code file}; empty for any other file. By what lies beside it, since
   * the same file is met by links too.
   */
  public static Optional<RemoteDisk> at(Path file) {
    if (!file.endsWith(FILE)) {
      return Optional.empty();
    }
    Path socket = file.resolveSibling(SOCKET);
    return isOurs(socket) ? Optional.of(new RemoteDisk(file, socket)) : Optional.empty();
  }

  /** Nobody else can have put it into a folder that is closed to others. */
  private static boolean isOurs(Path socket) {
    try {
      return (Integer) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS) >>> 12
              == 0xc
          && ((Integer) Files.getAttribute(socket.resolveSibling("."), "unix:mode") & 077) == 0
          && (Integer) Files.getAttribute(socket, "unix:uid") == ownUser();
    } catch (IOException e) {
      return false;
    }
  }

  private static int ownUser() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }
}
