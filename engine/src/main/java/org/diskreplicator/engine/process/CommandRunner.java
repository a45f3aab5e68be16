package org.diskreplicator.engine.process;

import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;

/** Runs programs; the seam that unit tests script. */
@FunctionalInterface
public interface CommandRunner {
  /**
   * Runs the command to its end. Any exit code is an answer: the caller knows what it means.
   *
   * @throws MissingPrerequisiteException when the program is not installed
   * @throws CancelledException when the command was stopped before its end
   */
  CommandResult run(Command command);
}
