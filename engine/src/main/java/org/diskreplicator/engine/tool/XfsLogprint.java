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
  private static final String CANNOT_OPEN = "xfs_logprint: cannot open ";

  private final CommandRunner runner;

  XfsLogprint(CommandRunner runner) {
    this.runner = runner;
  }

  /** What it says of a log. */
  enum Log {
    CLEAN,
    /** Not clean, or not to be read. */
    OTHER,
    /** It opens for writing what it does not write to, and may not. */
    NOT_OPENED
  }

  /** Whether the log of the file system that starts with {@code file} has nothing to replay. */
  boolean isClean(Path file) {
    return look(file) == Log.CLEAN;
  }

  Log look(Path file) {
    AtomicBoolean clean = new AtomicBoolean();
    CommandResult result =
        runner.run(
            Command.of("looking at the log", Tool.XFS_LOGPRINT, "-t", file.toString())
                .withOutput(line -> clean.compareAndSet(false, line.contains(CLEAN))));
    if (result.exitCode() != 0) {
      return result.stderr().contains(CANNOT_OPEN) ? Log.NOT_OPENED : Log.OTHER;
    }
    return clean.get() ? Log.CLEAN : Log.OTHER;
  }
}
