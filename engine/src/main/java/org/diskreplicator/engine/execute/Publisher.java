package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.scope.Caller;

/** Gives a finished file its final name, in one step that others see. */
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
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(
          "'" + target + "' came into being during the copy; it is kept, the copy is dropped.");
    } catch (IOException e) {
      throw new InputOutputException("naming the finished target '" + target + "'", e);
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
