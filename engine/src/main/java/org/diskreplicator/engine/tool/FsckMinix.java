package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * fsck.minix(8), read-only, which it is without a request for repairs.
 *
 * <p>Its silence decides: some findings do not change its end, and it ends with 0 without a look at
 * what is mounted. All that it prints of a sound file system is that the check was forced.
 */
final class FsckMinix {
  private static final String FORCED = "Forcing filesystem check on ";

  private final CommandRunner runner;

  FsckMinix(CommandRunner runner) {
    this.runner = runner;
  }

  /** Checks the file system that starts with {@code file}, and writes nothing. */
  Verdict check(Path file) {
    Report report = new Report(FORCED + file + ".");
    CommandResult result =
        runner.run(
            Command.of(
                    "checking the minix file system", Tool.FSCK_MINIX, "--force", file.toString())
                .withOutput(report));
    result.stderr().lines().forEach(report);
    return report.verdict(result.exitCode());
  }

  /** What it printed, line by line. */
  private static final class Report implements Consumer<String> {
    private final String forced;
    private final LastLines findings = new LastLines();
    private boolean begun;
    private boolean sound = true;

    Report(String forced) {
      this.forced = forced;
    }

    @Override
    public void accept(String line) {
      if (!begun && line.equals(forced)) {
        begun = true;
      } else if (!line.isBlank()) {
        sound = false;
        findings.accept(line);
      }
    }

    Verdict verdict(int exitCode) {
      if (exitCode != 0 || !begun) {
        findings.accept("fsck.minix ended with code " + exitCode);
      }
      return new Verdict(sound && begun && exitCode == 0, findings.text());
    }
  }
}
