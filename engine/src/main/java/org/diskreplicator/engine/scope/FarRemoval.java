package org.diskreplicator.engine.scope;

import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;

/** Removes files on other machines. */
final class FarRemoval {
  private final CommandRunner runner;

  FarRemoval(CommandRunner runner) {
    this.runner = runner;
  }

  /**
   * Removes one; none there is no failure.
   *
   * @return whether there was one
   * @throws RefusedException when it may still be there
   */
  boolean remove(FarFile file) {
    CommandResult result = runner.run(file.batch("removing '" + file + "'", "rm " + file.word()));
    if (result.exitCode() == 0) {
      return true;
    }
    if (isGone(result.stderr()) || (isRefusal(result.stderr()) && isMissing(file))) {
      return false;
    }
    throw new RefusedException(
        "'"
            + file
            + "' is left on its server, which could not be told to remove it ("
            + last(result.stderr())
            + "); remove it there, or try again when the server can be reached.");
  }

  /** Where nothing can be removed, such as on a read-only file system, nothing was made either. */
  private boolean isMissing(FarFile file) {
    CommandResult result =
        runner.run(file.batch("looking for '" + file + "'", "-ls -ln " + file.word()));
    return result.exitCode() == 0 && result.stderr().contains("\" not found");
  }

  /** Of the server's own words only: what ssh lacks is told in the same ones. */
  private static boolean isGone(String stderr) {
    return stderr
        .lines()
        .anyMatch(line -> line.endsWith(": No such file or directory") && isRefusal(line));
  }

  private static boolean isRefusal(String stderr) {
    return stderr
        .lines()
        .anyMatch(line -> line.startsWith("remote delete ") || line.startsWith("Couldn't delete "));
  }

  private static String last(String stderr) {
    return stderr
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("Connection closed"))
        .reduce((first, second) -> second)
        .orElse("no answer");
  }
}
