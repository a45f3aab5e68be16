package org.diskreplicator.cli;

import java.util.Optional;
import org.diskreplicator.engine.inspect.DiskReference;
import org.diskreplicator.engine.inspect.ExternalFiles;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.ImageFormat;
import picocli.CommandLine.Option;

/** Options about how a disk is opened. */
final class SourceOptions {
  @Option(
      names = "--source-format",
      paramLabel = "FORMAT",
      converter = Converters.Format.class,
      description = "Format of the source: raw, qcow2, vmdk, vdi, vhdx, vpc. Else it is detected.")
  Optional<ImageFormat> sourceFormat = Optional.empty();

  @Option(
      names = "--allow-external",
      description = "Follow backing and data files outside the image's own folder.")
  boolean allowExternal;

  SourceSpec spec(String name) {
    return new SourceSpec(
        DiskReference.parse(name),
        sourceFormat,
        allowExternal ? ExternalFiles.ALLOWED : ExternalFiles.REFUSED);
  }
}
