package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * fsck.f2fs(8), read-only.
 *
 * <p>Its words decide, as version 1.15 ends with 0 when it gives up early: each of its results must
 * be there and be good, and no assertion may have failed. It opens for writing what it may write
 * to, and otherwise goes on reading: give it a file that is read-only.
 */
final class FsckF2fs {
  private static final Pattern RESULT =
      Pattern.compile("\\[FSCK\\] (.+?) +\\[Ok\\.\\.\\](?: \\[0x[0-9a-f]+\\])?");
  private static final Pattern FINDING =
      Pattern.compile("\\[ASSERT\\].*|\\[FIX\\].*|.*\\[Fail\\].*");
  private static final Set<String> RESULTS =
      Set.copyOf(
          List.of(
              "Unreachable nat entries",
              "SIT valid block bitmap checking",
              "Hard link checking for regular file",
              "valid_block_count matching with CP",
              "valid_node_count matching with CP (de lookup)",
              "valid_node_count matching with CP (nat lookup)",
              "valid_inode_count matched with CP",
              "free segment_count matched with CP",
              "next block offset is free",
              "other corrupted bugs"));

  private final CommandRunner runner;

  FsckF2fs(CommandRunner runner) {
    this.runner = runner;
  }

  /** Checks the file system that starts with {@code file}, and writes nothing. */
  Verdict check(Path file) {
    Report report = new Report();
    CommandResult result =
        runner.run(
            Command.of(
                    "checking the f2fs file system", Tool.FSCK_F2FS, "--dry-run", file.toString())
                .withOutput(report));
    result.stderr().lines().forEach(report);
    return report.verdict(result.exitCode());
  }

  /** What it printed, line by line. */
  private static final class Report implements Consumer<String> {
    private final LastLines findings = new LastLines();
    private final Set<String> missing = new HashSet<>(RESULTS);
    private boolean sound = true;

    @Override
    public void accept(String line) {
      Matcher result = RESULT.matcher(line);
      if (result.matches()) {
        missing.remove(result.group(1));
      } else if (FINDING.matcher(line).matches()) {
        sound = false;
        findings.accept(line);
      }
    }

    Verdict verdict(int exitCode) {
      if (exitCode != 0 || !missing.isEmpty()) {
        findings.accept("fsck.f2fs ended with code " + exitCode);
      }
      return new Verdict(sound && missing.isEmpty() && exitCode == 0, findings.text());
    }
  }
}
