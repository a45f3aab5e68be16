package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * fsck.exfat(8), read-only.
 *
 * <p>Version 1.2 ends with 0 for a boot sector that is none, so its sentence of praise is asked for
 * besides.
 */
final class FsckExfat {
  private static final String PRAISE = ": clean. ";

  private final CommandRunner runner;

  FsckExfat(CommandRunner runner) {
    this.runner = runner;
  }

  /** Checks the file system that starts with {@code file}, and writes nothing. */
  Verdict check(Path file) {
    CommandResult result =
        runner.run(
            Command.of("checking the exFAT file system", Tool.FSCK_EXFAT, "-n", file.toString()));
    String said = (result.stdout() + result.stderr()).strip();
    return new Verdict(result.exitCode() == 0 && said.contains(PRAISE), said);
  }
}
