package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.scope.Polling;

/**
 * Sees that nothing writes any more to a file that was mounted.
 *
 * <p>A process that gets a mount name space of its own, such as a container, takes copies of all
 * mounts along where they are private. What we unmount lives on there, and writes its superblock
 * when that name space ends; its loop device is there as long.
 */
final class LoopRelease {
  private final Path devices;
  private final Polling polling;

  LoopRelease() {
    this(Path.of("/sys/block"), new Polling(Duration.ofMillis(20), Duration.ofMinutes(2)));
  }

  /**
   * Looks elsewhere.
   *
   * @param devices the folder in which sysfs shows block devices
   */
  LoopRelease(Path devices, Polling polling) {
    this.devices = devices;
    this.polling = polling;
  }

  /**
   * Waits until no loop device stands on {@code file}.
   *
   * @throws RefusedException when one stays
   */
  void await(Path file) {
    try {
      String real = file.toRealPath().toString();
      if (!polling.until(() -> !isBehindAny(real))) {
        throw new RefusedException(
            "The new file system stays mounted in another mount name space, perhaps that of a"
                + " container that was started meanwhile. Try again, or end that first.");
      }
    } catch (IOException e) {
      throw new InputOutputException("looking for loop devices", e);
    }
  }

  private boolean isBehindAny(String file) {
    try (DirectoryStream<Path> loops = Files.newDirectoryStream(devices, "loop*")) {
      for (Path loop : loops) {
        if (isBehind(file, loop.resolve("loop/backing_file"))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new InputOutputException("looking for loop devices", e);
    }
  }

  /** A device that is just going away has no such attribute, or an empty one. */
  private static boolean isBehind(String file, Path attribute) throws IOException {
    try {
      String name = Files.readString(attribute);
      return name.equals(file + "\n") || name.equals(file + " (deleted)\n");
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
