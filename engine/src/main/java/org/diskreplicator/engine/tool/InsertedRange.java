package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.port.FileShift;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Shifts files by {@code fallocate --insert-range}: ext4 and xfs renumber the file's extents, in
 * whole blocks of theirs; other file systems refuse.
 */
public final class InsertedRange implements FileShift {
  private final CommandRunner runner;

  public InsertedRange(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public boolean shift(Path file, long distance) {
    Command command =
        Command.of(
            "making room in a file",
            Tool.FALLOCATE,
            "--insert-range",
            "--offset=0",
            "--length=" + distance,
            file.toString());
    return runner.run(command).exitCode() == 0;
  }
}
