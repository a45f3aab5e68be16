package org.diskreplicator.cli;

import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.plan.Growth;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options about the shape of a target. */
final class TargetOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Converters.Format.class,
      description = "Format of the target: raw, qcow2, vmdk, vdi, vhdx, vpc.")
  Optional<ImageFormat> format = Optional.empty();

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = Converters.Size.class,
      description = {
        "Size of the target's disk, such as 100G. On a larger one the last partition that holds files"
            + " grows; on a smaller one the planner finds what can shrink."
      })
  Optional<ByteSize> size = Optional.empty();

  @ArgGroup Room room = new Room();

  /** Who takes the room of a larger target. */
  static final class Room {
    @Option(
        names = "--grow",
        paramLabel = "N",
        description = "Partition N grows, and those behind it move.")
    private @Nullable Integer partition;

    @Option(names = "--keep-sizes", description = "No partition grows or shrinks.")
    private boolean keep;
  }

  Growth growth() {
    if (room.partition != null) {
      return Growth.of(room.partition);
    }
    return room.keep ? Growth.NONE : Growth.LAST;
  }
}
