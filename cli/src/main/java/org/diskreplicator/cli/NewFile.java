package org.diskreplicator.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.plan.CloneOptions.Existing;

/** A name under which a command makes a file. */
final class NewFile {
  private NewFile() {}

  /**
   * Asks whether the file may be made.
   *
   * @throws RefusedException when the name is taken, or its folder cannot be written
   */
  static void require(Path path, Existing existing) {
    boolean replace = existing == Existing.REPLACE && Files.isRegularFile(path);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !replace) {
      throw new RefusedException(
          Files.isRegularFile(path)
              ? "'" + path + "' exists already; give --force to replace it."
              : "'" + path + "' is no regular file; give another name.");
    }
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new RefusedException(
          "The folder of '" + path + "' does not exist or is not writable for you.");
    }
  }
}
