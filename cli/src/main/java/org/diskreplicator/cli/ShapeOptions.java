package org.diskreplicator.cli;

import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageShape;
import picocli.CommandLine.Option;

/** Options about the inside of a target's image. */
final class ShapeOptions {
  @Option(
      names = "--compression",
      paramLabel = "zstd|zlib",
      converter = Converters.PackingName.class,
      description =
          "Compress the target this way: qcow2 by either (zstd is quicker), vmdk by zlib.")
  private Optional<ImageShape.Packing> packing = Optional.empty();

  @Option(
      names = "--cluster-size",
      paramLabel = "SIZE",
      converter = Converters.Size.class,
      description =
          "Cluster size of a qcow2 target: a power of two from 512 to 2M, and from 16K with"
              + " --extended-l2 on.")
  private Optional<ByteSize> clusterSize = Optional.empty();

  @Option(
      names = "--preallocation",
      paramLabel = "off|metadata|falloc|full",
      converter = Converters.PreallocationName.class,
      defaultValue = "off",
      description =
          "Space that the target takes beforehand: qcow2 has all of them, raw has falloc and full.")
  private ImageShape.Preallocation preallocation = ImageShape.Preallocation.OFF;

  boolean isCompressed() {
    return packing.isPresent();
  }

  ImageShape shape() {
    return new ImageShape(clusterSize, packing, preallocation);
  }
}
