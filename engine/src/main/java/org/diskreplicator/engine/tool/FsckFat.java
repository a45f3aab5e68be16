package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * fsck.fat(8), read-only.
 *
 * <p>Its exit code alone says too little. Measured with 4.2: it ends with 1 for whatever it would
 * write, be it a wrong free count in the FSInfo sector or a file that runs into a free cluster, and
 * with the same 1 when it gives up ("Internal error", a sector that cannot be read); it ends with 0
 * when the boot sector differs from its backup. So each line that it prints is looked at: see
 * {@link FsckFatReport}.
 */
public final class FsckFat {
  private static final int USAGE = 2;

  private final CommandRunner runner;

  public FsckFat(CommandRunner runner) {
    this.runner = runner;
  }

  /**
   * Checks the file system that starts with {@code file}, and writes nothing.
   *
   * @throws CommandFailedException when the check was called wrongly
   */
  public Verdict check(Path file) {
    FsckFatReport report = new FsckFatReport(file.toString());
    CommandResult result =
        runner.run(
            Command.of("checking the FAT file system", Tool.FSCK_FAT, "-n", file.toString())
                .withOutput(report));
    if (result.exitCode() == USAGE) {
      throw result.failure();
    }
    return report.verdict(result.exitCode(), result.stderr());
  }
}
