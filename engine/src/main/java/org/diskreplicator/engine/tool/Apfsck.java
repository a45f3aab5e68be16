package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * apfsck(8), which only reads. It ends at its first finding, and it is silent where there is none.
 *
 * <p>Signs of a crash ({@code -c}) and features that it does not know ({@code -u}) are findings: it
 * cannot tell which blocks those use.
 */
final class Apfsck {
  private final CommandRunner runner;

  Apfsck(CommandRunner runner) {
    this.runner = runner;
  }

  /** Checks the container that starts with {@code file}. */
  Verdict check(Path file) {
    CommandResult result =
        runner.run(
            Command.of("checking the APFS container", Tool.APFSCK, "-c", "-u", file.toString()));
    String said = (result.stdout() + result.stderr()).strip();
    LastLines findings = new LastLines();
    said.lines().forEach(findings);
    if (result.exitCode() != 0) {
      findings.accept("apfsck ended with code " + result.exitCode());
    }
    return new Verdict(result.exitCode() == 0 && said.isEmpty(), findings.text());
  }
}
