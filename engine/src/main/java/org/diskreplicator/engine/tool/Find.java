package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/** Lists the files of one file system with find(1). */
final class Find {
  /** Kind, number of links, bytes, blocks of 512 bytes, inode, and path from the start on. */
  private static final String RECORD = "%y %n %s %b %i %P\\0";

  private final CommandRunner runner;

  Find(CommandRunner runner) {
    this.runner = runner;
  }

  /**
   * Writes a record for {@code root} and for each file below it, folders before what is in them;
   * each ends with a zero byte, and the path of the root is empty.
   */
  void list(Path root, Path to, CancelToken stop) {
    runner
        .run(
            Command.of(
                    "listing the files",
                    Tool.FIND,
                    root.toString(),
                    "-xdev",
                    "-fprintf",
                    to.toString(),
                    RECORD)
                .stopWith(stop))
        .orThrow();
  }
}
