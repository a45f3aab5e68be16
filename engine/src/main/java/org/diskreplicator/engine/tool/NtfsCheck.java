package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * The full check of NTFS: {@code ntfsresize --info}, read-only.
 *
 * <p>It adds up the clusters of all files and compares the sum with the bitmap, cluster by cluster;
 * only when both are equal does it tell how much is in use. Measured with 2022.10.3: it finds
 * clusters that a file uses and the bitmap calls free, clusters of two files, and clusters that are
 * used without a file; {@code ntfsfix -n}, {@code ntfsinfo} and {@code ntfs-3g.probe} find none of
 * that. It opens the file for reading only, which the probe does not.
 */
final class NtfsCheck {
  private static final Pattern IN_USE = Pattern.compile("Space in use +: \\d+ MB \\(.*\\)");

  /** What is full cannot shrink, which is no finding. */
  private static final Pattern FULL = Pattern.compile("ERROR: Volume is full\\..*");

  /** What it says of findings, without its advice. */
  private static final Pattern FINDING =
      Pattern.compile("ERROR.*|Cluster accounting.*|.*referenced.*|Filesystem check failed.*");

  private final CommandRunner runner;

  NtfsCheck(CommandRunner runner) {
    this.runner = runner;
  }

  /** Checks the file system that starts with {@code file}, and writes nothing. */
  Verdict check(Path file) {
    Report report = new Report();
    CommandResult result =
        runner.run(
            Command.of(
                    "checking the NTFS volume",
                    Tool.NTFSRESIZE,
                    "--info",
                    "--no-progress-bar",
                    file.toString())
                .withOutput(report));
    result.stderr().lines().forEach(report);
    return report.verdict(result.exitCode());
  }

  /** What it printed, line by line. */
  private static final class Report implements Consumer<String> {
    private final LastLines lines = new LastLines();
    private boolean equal;
    private boolean full;
    private boolean found;

    @Override
    public void accept(String line) {
      equal |= IN_USE.matcher(line).matches();
      full |= FULL.matcher(line).matches();
      if (FINDING.matcher(line).matches()) {
        found = true;
        lines.accept(line);
      }
    }

    Verdict verdict(int exitCode) {
      if (!found && exitCode != 0) {
        lines.accept("ntfsresize ended with code " + exitCode);
      }
      return new Verdict(equal && (exitCode == 0 || full), lines.text());
    }
  }
}
