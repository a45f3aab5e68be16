package org.diskreplicator.engine.plan;

import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;

/**
 * What the user asks for.
 *
 * @param format of the target; else its file extension tells
 * @param size of the target's disk; else that of the source
 * @param strategy of all that has none of its own
 * @param partitions strategies of single partitions, by number
 * @param growth who takes the room of a larger target
 * @param overwrite the consent to lose what is on a device
 * @param dirty what becomes of contents that need a replay
 * @param shape of the target's image
 * @param backing what becomes of the backing file of a source
 */
public record CloneOptions(
    Optional<ImageFormat> format,
    Optional<ByteSize> size,
    Strategy strategy,
    Compression compression,
    Existing existing,
    Proof proof,
    MapTrust trust,
    SourceFormat sourceFormat,
    Subclusters subclusters,
    Map<Integer, Strategy> partitions,
    Growth growth,
    Optional<Overwrite> overwrite,
    Dirty dirty,
    ImageShape shape,
    Backing backing) {

  /** Blocks, verified, into a file that does not exist yet. */
  public static final CloneOptions DEFAULT =
      new CloneOptions(
          Optional.empty(),
          Optional.empty(),
          Strategy.BLOCKS,
          Compression.NONE,
          Existing.KEEP,
          Proof.COMPARE,
          MapTrust.CHECKED,
          SourceFormat.DETECTED,
          Subclusters.AUTO,
          Map.of(),
          Growth.LAST);

  public CloneOptions {
    partitions = Map.copyOf(partitions);
  }

  /** Options that allow to lose nothing, and leave dirty contents and the shape as usual. */
  public CloneOptions(
      Optional<ImageFormat> format,
      Optional<ByteSize> size,
      Strategy strategy,
      Compression compression,
      Existing existing,
      Proof proof,
      MapTrust trust,
      SourceFormat sourceFormat,
      Subclusters subclusters,
      Map<Integer, Strategy> partitions,
      Growth growth) {
    this(
        format,
        size,
        strategy,
        compression,
        existing,
        proof,
        trust,
        sourceFormat,
        subclusters,
        partitions,
        growth,
        Optional.empty(),
        Dirty.RAW,
        ImageShape.USUAL,
        Backing.FLATTEN);
  }

  /** The usual options for an image that exists. */
  static CloneOptions comparing(ImageFormat format, long size) {
    return new CloneOptions(
        Optional.of(format),
        Optional.of(ByteSize.of(size)),
        DEFAULT.strategy,
        DEFAULT.compression,
        DEFAULT.existing,
        DEFAULT.proof,
        DEFAULT.trust,
        DEFAULT.sourceFormat,
        DEFAULT.subclusters,
        Map.of(),
        Growth.NONE);
  }

  /** How the bytes of a region shall travel; nobody asks for the files of a gap. */
  public Strategy strategyOf(Region region) {
    if (region.kind() == Region.Kind.GAP) {
      return strategy == Strategy.RAW ? Strategy.RAW : Strategy.BLOCKS;
    }
    return named(region).orElse(strategy);
  }

  /** The strategy that was asked for this very region. */
  Optional<Strategy> named(Region region) {
    return region.partition().map(Partition::number).map(partitions::get);
  }

  /** These options with another size. */
  public CloneOptions sized(long bytes) {
    return with(format, Optional.of(ByteSize.of(bytes)), growth, overwrite, dirty, shape);
  }

  /** These options with other growth. */
  public CloneOptions growing(Growth other) {
    return with(format, size, other, overwrite, dirty, shape);
  }

  /** These options with a consent, or without one. */
  public CloneOptions overwriting(Optional<Overwrite> consent) {
    return with(format, size, growth, consent, dirty, shape);
  }

  /** These options with another way for contents that need a replay. */
  public CloneOptions treating(Dirty other) {
    return with(format, size, growth, overwrite, other, shape);
  }

  /** These options with another shape of the target's image. */
  public CloneOptions shaped(ImageShape other) {
    return with(format, size, growth, overwrite, dirty, other);
  }

  /** These options with another format. */
  CloneOptions formatted(ImageFormat other) {
    return with(Optional.of(other), size, growth, overwrite, dirty, shape);
  }

  /** These options with whole or divided clusters. */
  CloneOptions dividing(Subclusters other) {
    return with(format, size, growth, overwrite, dirty, shape, other, backing);
  }

  /** These options with another way for the backing file of a source. */
  public CloneOptions standing(Backing other) {
    return with(format, size, growth, overwrite, dirty, shape, subclusters, other);
  }

  private CloneOptions with(
      Optional<ImageFormat> otherFormat,
      Optional<ByteSize> otherSize,
      Growth otherGrowth,
      Optional<Overwrite> consent,
      Dirty otherDirty,
      ImageShape otherShape) {
    return with(
        otherFormat, otherSize, otherGrowth, consent, otherDirty, otherShape, subclusters, backing);
  }

  private CloneOptions with(
      Optional<ImageFormat> otherFormat,
      Optional<ByteSize> otherSize,
      Growth otherGrowth,
      Optional<Overwrite> consent,
      Dirty otherDirty,
      ImageShape otherShape,
      Subclusters otherSubclusters,
      Backing otherBacking) {
    return new CloneOptions(
        otherFormat,
        otherSize,
        strategy,
        compression,
        existing,
        proof,
        trust,
        sourceFormat,
        otherSubclusters,
        partitions,
        otherGrowth,
        consent,
        otherDirty,
        otherShape,
        otherBacking);
  }

  /** What becomes of the backing file of a source. */
  public enum Backing {
    /** Its bytes are in the target too, which stands alone. */
    FLATTEN,
    /** The target stands on it too, and holds what the source's topmost image holds. */
    KEEP
  }

  /** What becomes of a content whose journal or log waits to be replayed. */
  public enum Dirty {
    /** All its bytes are copied as they are. */
    RAW,
    /** It is replayed in a throw-away overlay, and copied from there by its used blocks. */
    REPLAY
  }

  /** Whether the target's data is compressed. */
  public enum Compression {
    NONE,
    COMPRESSED
  }

  /** What happens to a file that is at the target's path already. */
  public enum Existing {
    KEEP,
    REPLACE
  }

  /** How the copy is proved. */
  public enum Proof {
    COMPARE,
    NONE
  }

  /** Whether a used map needs the file system's full check to be believed. */
  public enum MapTrust {
    CHECKED,
    BLIND
  }

  /** Where the source's format is known from. */
  public enum SourceFormat {
    DETECTED,
    STATED
  }

  /**
   * Whether the clusters of a qcow2 target are divided: extended L2 entries, QEMU 5.2 and newer.
   */
  public enum Subclusters {
    /** Where the data lies in many short ranges, which would else take whole clusters. */
    AUTO,
    ON,
    OFF
  }
}
