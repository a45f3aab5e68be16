package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.scope.Caller;

/** Gives a finished file its final name, in one step that others see and a power loss keeps. */
final class Publisher {
  private Publisher() {}

  static void publish(Path partial, Path target, CloneOptions.Existing existing) {
    Caller.ofEnvironment().ifPresent(caller -> caller.own(partial));
    try {
      if (existing == CloneOptions.Existing.REPLACE) {
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        moveToFreeName(partial, target);
      }
      forceName(target.resolveSibling("."));
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(
          "'" + target + "' came into being during the copy; it is kept, the copy is dropped.");
    } catch (IOException e) {
      throw new InputOutputException("naming the finished target '" + target + "'", e);
    }
  }

  /** Some file systems, mostly of FUSE, cannot: then the name is as safe as they make it. */
  private static void forceName(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is on the drive.
    }
  }

  /** link(2) fails when the name is taken, rename(2) would replace what is there. */
  private static void moveToFreeName(Path partial, Path target) throws IOException {
    try {
      Files.createLink(target, partial);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(partial, target);
    }
  }
}
