package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.Scratch;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * fsck.reiser4(8), which only checks and yet writes: its findings into the status block, and the
 * journal's header. So it always gets a scratch file.
 */
final class FsckReiser4 {
  private static final String SOUND = "FS is consistent.";

  private final CommandRunner runner;
  private final Optional<Scratch> scratch;

  FsckReiser4(CommandRunner runner, Optional<Scratch> scratch) {
    this.runner = runner;
    this.scratch = scratch;
  }

  /** Checks the file system that starts with {@code file}, and lets nothing be written to it. */
  Verdict check(Path file) {
    if (scratch.isEmpty()) {
      return new Verdict(false, "there is no place to check a reiser4 in");
    }
    try (Window spoilt = scratch.get().over(file)) {
      return checkSpoilt(spoilt.path());
    }
  }

  /** What it asks is whether to go on; findings it prints in any case. */
  private Verdict checkSpoilt(Path file) {
    LastLines printed = new LastLines();
    CommandResult result =
        runner.run(
            Command.of(
                    "checking the reiser4 file system",
                    Tool.FSCK_REISER4,
                    "--check",
                    "--yes",
                    file.toString())
                .withOutput(printed)
                .withErrors(printed));
    boolean sound = result.exitCode() == 0 && printed.text().contains(SOUND);
    if (!sound) {
      printed.accept("fsck.reiser4 ended with code " + result.exitCode());
    }
    return new Verdict(sound, printed.text());
  }
}
