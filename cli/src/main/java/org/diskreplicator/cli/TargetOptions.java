package org.diskreplicator.cli;

import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
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
      description = "Size of the target's disk, such as 100G; at least that of the source.")
  Optional<ByteSize> size = Optional.empty();
}
