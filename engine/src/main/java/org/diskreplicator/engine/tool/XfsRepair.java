package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * xfs_repair(8), read-only.
 *
 * <p>It compares the free space that it finds in use by no inode and no tree with the trees of free
 * space. Version 6.1 may end with 0 for a file system whose log needs replay, after saying among
 * many lines that it ignores the log; so those lines are looked for, and xfs_logprint(8) is asked
 * about the log first, unless it may not open the file: it wants to write, as an ordinary user may
 * not and as windows do not allow.
 */
final class XfsRepair {
  private static final String ALERT = "ALERT:";

  /** Its last words when it came to its end. */
  private static final String END = "skipping filesystem flush and exiting.";

  private final CommandRunner runner;
  private final XfsLogprint logprint;

  XfsRepair(CommandRunner runner) {
    this.runner = runner;
    this.logprint = new XfsLogprint(runner);
  }

  /** Checks the file system that starts with {@code file}, and writes nothing. */
  Verdict check(Path file) {
    if (logprint.look(file) == XfsLogprint.Log.OTHER) {
      return new Verdict(false, "xfs_logprint does not call its log clean");
    }
    LastLines printed = new LastLines();
    AtomicBoolean alert = new AtomicBoolean();
    CommandResult result =
        runner.run(
            Command.of("checking the xfs", Tool.XFS_REPAIR, "-n", "-f", file.toString())
                .withOutput(printed)
                .withErrors(line -> alert.compareAndSet(false, line.contains(ALERT))));
    String said = result.stderr();
    said.lines().forEach(printed);
    boolean agrees = result.exitCode() == 0 && said.contains(END) && !alert.get();
    if (!agrees) {
      printed.accept("xfs_repair ended with code " + result.exitCode());
    }
    return new Verdict(agrees, printed.text());
  }
}
