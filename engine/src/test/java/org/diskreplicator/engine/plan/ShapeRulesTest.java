package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.ImageShape.Packing;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.plan.CloneOptions.Compression;
import org.diskreplicator.engine.plan.CloneOptions.Subclusters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShapeRulesTest {
  private static CloneOptions options(
      Compression compression, Subclusters subclusters, ImageShape shape) {
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
            usual.format(),
            usual.size(),
            usual.strategy(),
            compression,
            usual.existing(),
            usual.proof(),
            usual.trust(),
            usual.sourceFormat(),
            subclusters,
            Map.of(),
            usual.growth())
        .shaped(shape);
  }

  private static Optional<String> clusters(ImageFormat format, Subclusters divided, long bytes) {
    ImageShape shape =
        new ImageShape(Optional.of(ByteSize.of(bytes)), Optional.empty(), Preallocation.OFF);
    return ShapeRules.refusal(format, options(Compression.NONE, divided, shape));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, 512",
    "AUTO, 4096",
    "OFF, 8192",
    "AUTO, 65536",
    "AUTO, 2097152",
    "ON, 16384",
    "ON, 2097152"
  })
  void aClusterIsAPowerOfTwo(Subclusters divided, long bytes) {
    assertThat(clusters(ImageFormat.QCOW2, divided, bytes)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"AUTO, 0", "AUTO, 256", "OFF, 768", "AUTO, 65537", "AUTO, 4194304"})
  void otherClustersAreRefused(Subclusters divided, long bytes) {
    assertThat(clusters(ImageFormat.QCOW2, divided, bytes))
        .contains(
            "A cluster of "
                + bytes
                + " bytes is not possible; give a power of two from 512 to 2M.");
  }

  @ParameterizedTest
  @CsvSource({"512", "8192", "4194304"})
  void aDividedClusterHasThirtyTwoSectorsOrMore(long bytes) {
    assertThat(clusters(ImageFormat.QCOW2, Subclusters.ON, bytes))
        .contains(
            "A cluster of "
                + bytes
                + " bytes is not possible with extended L2 entries; give a power of two from 16K"
                + " to 2M.");
  }

  @ParameterizedTest
  @CsvSource({"RAW", "VMDK", "VDI", "VHDX", "VPC"})
  void otherFormatsHaveNoClusterSize(ImageFormat format) {
    assertThat(clusters(format, Subclusters.AUTO, 65536))
        .contains("Only the format qcow2 takes a --cluster-size, and not " + format + ".");
  }

  @ParameterizedTest
  @CsvSource({
    "QCOW2, ZSTD, ''",
    "QCOW2, ZLIB, ''",
    "VMDK, ZLIB, ''",
    "VMDK, ZSTD, 'The format vmdk is compressed by zlib only; leave out --compression zstd.'",
    "RAW, ZLIB, 'The format raw has no compression; use qcow2 or vmdk.'"
  })
  void compressionIsWhatTheFormatHas(ImageFormat format, Packing packing, String refusal) {
    ImageShape shape = new ImageShape(Optional.empty(), Optional.of(packing), Preallocation.OFF);
    assertThat(
            ShapeRules.refusal(format, options(Compression.COMPRESSED, Subclusters.AUTO, shape))
                .orElse(""))
        .isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "RAW, FALLOC, ''",
    "RAW, FULL, ''",
    "RAW, METADATA, 'The format raw cannot be preallocated by ''metadata''; use off, falloc or"
        + " full.'",
    "QCOW2, METADATA, ''",
    "QCOW2, FALLOC, ''",
    "QCOW2, FULL, ''",
    "VDI, METADATA, 'The format vdi cannot be preallocated by ''metadata''; leave out"
        + " --preallocation, or use qcow2.'",
    "VHDX, FULL, 'The format vhdx cannot be preallocated by ''full''; leave out --preallocation,"
        + " or use qcow2.'"
  })
  void spaceIsTakenAsTheFormatCan(ImageFormat format, Preallocation asked, String refusal) {
    ImageShape shape = new ImageShape(Optional.empty(), Optional.empty(), asked);
    CloneOptions options = options(Compression.NONE, Subclusters.AUTO, shape);
    assertThat(ShapeRules.refusal(format, options).orElse("")).isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({"METADATA", "FALLOC", "FULL"})
  void whatIsCompressedIsNotPreallocated(Preallocation asked) {
    ImageShape shape = new ImageShape(Optional.empty(), Optional.empty(), asked);
    CloneOptions options = options(Compression.COMPRESSED, Subclusters.AUTO, shape);
    assertThat(ShapeRules.refusal(ImageFormat.QCOW2, options))
        .contains("What is compressed cannot be preallocated; leave out one of both options.");
  }

  @ParameterizedTest
  @CsvSource({"8192, false", "16384, true", "65536, true"})
  void smallClustersAreNotDividedByThemselves(long bytes, boolean divided) {
    ImageShape shape =
        new ImageShape(Optional.of(ByteSize.of(bytes)), Optional.empty(), Preallocation.OFF);
    CloneOptions options = options(Compression.NONE, Subclusters.AUTO, shape);
    assertThat(Scatter.dividesClusters(ImageFormat.QCOW2, options, true)).isEqualTo(divided);
  }
}
