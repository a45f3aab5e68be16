package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * xfs_logprint(8), which says where the log's tail and head are, and so whether it is empty.
 *
 * <p>It is called without {@code -f}: that takes the file for a log, and not for a file system with
 * one in it.
 */
final class XfsLogprint {
  private static final String CLEAN = "state: <CLEAN>";

  private final CommandRunner runner;

  XfsLogprint(CommandRunner runner) {
    this.runner = runner;
  }

  /** Whether the log of the file system that starts with {@code file} has nothing to replay. */
  boolean isClean(Path file) {
    AtomicBoolean clean = new AtomicBoolean();
    CommandResult result =
        runner.run(
            Command.of("looking at the log", Tool.XFS_LOGPRINT, "-t", file.toString())
                .withOutput(line -> clean.compareAndSet(false, line.contains(CLEAN))));
    return result.exitCode() == 0 && clean.get();
  }
}
