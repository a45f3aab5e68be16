package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * {@code btrfs check --readonly}, which reads every tree and compares each reference with the
 * extent tree.
 *
 * <p>Version 6.2 ends with 0 and says "no error found"; both are asked for.
 */
final class BtrfsCheck {
  private static final String PRAISE = ", no error found";

  private final CommandRunner runner;

  BtrfsCheck(CommandRunner runner) {
    this.runner = runner;
  }

  /** Checks the file system that starts with {@code file}, and writes nothing. */
  Verdict check(Path file) {
    Report report = new Report();
    CommandResult result =
        runner.run(
            Command.of("checking btrfs", Tool.BTRFS, "check", "--readonly", file.toString())
                .withOutput(report));
    result.stderr().lines().forEach(report.findings);
    return new Verdict(result.exitCode() == 0 && report.praises, report.findings.text());
  }

  private static final class Report implements Consumer<String> {
    private final LastLines findings = new LastLines();
    private boolean praises;

    @Override
    public void accept(String line) {
      praises |= line.startsWith("found ") && line.endsWith(PRAISE);
      findings.accept(line);
    }
  }
}
