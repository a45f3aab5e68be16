package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * e2fsck(8), which writes nothing but a journal's content to its place.
 *
 * <p>Only exit code 0 agrees. Everything that a sick file system can bring about disagrees: 4
 * (errors left), 8 (cannot be opened, unsupported feature, its own crash handler), 12, and the end
 * by a signal. Two codes never come from what is on the disk and are failures: 16 (usage) and 32
 * (somebody cancelled it).
 */
public final class E2fsck {
  private static final String VERSION = "e2fsck 1.";
  private static final int REPAIRED = 1;
  private static final int USAGE = 16;
  private static final int CANCELLED = 32;
  private static final int SIGNALS = 128;

  private final CommandRunner runner;

  public E2fsck(CommandRunner runner) {
    this.runner = runner;
  }

  /**
   * Checks the file system that starts at byte {@code offset} of {@code file}, and writes nothing.
   *
   * @throws CommandFailedException when the check was called wrongly or cancelled
   */
  public Verdict check(Path file, long offset) {
    LastLines printed = new LastLines();
    CommandResult result =
        runner.run(
            Command.of(
                    "checking the ext file system",
                    Tool.E2FSCK,
                    "-f",
                    "-n",
                    IoOptions.at(file, offset))
                .withOutput(printed));
    int code = result.exitCode();
    if (code < SIGNALS && (code & (USAGE | CANCELLED)) != 0) {
      throw result.failure();
    }
    if (code != 0) {
      result.stderr().lines().filter(line -> !line.startsWith(VERSION)).forEach(printed);
      printed.accept("e2fsck ended with code " + code);
    }
    return new Verdict(code == 0, printed.text());
  }

  /**
   * Replays the journal of a writable file that starts with the file system, deletes files that
   * were open without a name, and brings the superblock's counts up to date, as each boot does. A
   * file system that has its error flag set is not mended: the check that {@code -p} would then
   * make is refused beforehand.
   *
   * @throws RefusedException when that needs an answer from somebody
   */
  public void replay(Path file) {
    CommandResult result =
        runner.run(Command.of("replaying the journal", Tool.E2FSCK, "-p", file.toString()));
    if (result.exitCode() > REPAIRED) {
      throw new RefusedException(
          "Its journal cannot be replayed by 'e2fsck -p'; repair the file system first.");
    }
  }
}
