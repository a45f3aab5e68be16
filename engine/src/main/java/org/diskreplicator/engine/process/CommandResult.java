package org.diskreplicator.engine.process;

import org.diskreplicator.engine.failure.CommandFailedException;

/**
 * How a program ended.
 *
 * @param exitCode of the program; 128 + signal number when a signal ended it
 * @param stdout what it printed, empty when the command took the lines itself
 * @param stderr its last 20 lines of standard error
 */
public record CommandResult(Command command, int exitCode, String stdout, String stderr) {

  /** The failure that this result is, when its exit code is no answer. */
  public CommandFailedException failure() {
    return new CommandFailedException(command.step(), command.argv(), exitCode, stderr);
  }

  /**
   * This result.
   *
   * @throws CommandFailedException when the exit code is not 0
   */
  public CommandResult orThrow() {
    if (exitCode != 0) {
      throw failure();
    }
    return this;
  }
}
