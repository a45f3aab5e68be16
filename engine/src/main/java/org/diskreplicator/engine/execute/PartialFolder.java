package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.scope.Caller;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.PartialName;
import org.diskreplicator.engine.scope.Undo;

/**
 * A folder beside the target in which the target comes into being; the cleanup stack owns it until
 * the target has its name.
 */
final class PartialFolder {
  private final Path folder;
  private final Path target;
  private final CleanupStack stack;
  private final CleanupStack.Entry entry;

  private PartialFolder(Path folder, Path target, CleanupStack stack, CleanupStack.Entry entry) {
    this.folder = folder;
    this.target = target;
    this.stack = stack;
    this.entry = entry;
  }

  /** Makes the folder, named after the run. */
  static PartialFolder create(Path target, Path runFolder, CleanupStack stack) {
    Path folder = PartialName.beside(target, String.valueOf(runFolder.getFileName()));
    CleanupStack.Entry entry = stack.push(new Undo.DeleteTree(folder));
    try {
      Files.createDirectory(folder);
      Caller.ofEnvironment().ifPresent(caller -> caller.own(folder));
      return new PartialFolder(folder, target, stack, entry);
    } catch (IOException e) {
      throw new InputOutputException("creating '" + folder + "'", e);
    }
  }

  /** A folder for what comes before the target; its name is not the target's. */
  Path parts() {
    return folder.resolve(file().endsWith("parts") ? "pieces" : "parts");
  }

  /** The unfinished target: it bears its name already, in this folder. */
  Path file() {
    return folder.resolve(target.getFileName().toString());
  }

  /** Gives the finished target its final name, and removes the folder with all else. */
  void publish(CloneOptions.Existing existing) {
    Publisher.publish(file(), target, existing);
    stack.release(entry);
  }
}
