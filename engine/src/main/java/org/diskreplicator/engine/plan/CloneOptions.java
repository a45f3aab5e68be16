package org.diskreplicator.engine.plan;

import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Strategy;

/**
 * What the user asks for.
 *
 * @param format of the target; else its file extension tells
 * @param size of the target's disk; else that of the source, or of a device
 * @param overwrite the consent to lose what is on a device
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
    Optional<Overwrite> overwrite) {

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
          Optional.empty());

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
        Optional.empty());
  }

  /** These options with another size. */
  public CloneOptions sized(long bytes) {
    return new CloneOptions(
        format,
        Optional.of(ByteSize.of(bytes)),
        strategy,
        compression,
        existing,
        proof,
        trust,
        sourceFormat,
        subclusters,
        overwrite);
  }

  /** These options with a consent, or without one. */
  public CloneOptions overwriting(Optional<Overwrite> consent) {
    return new CloneOptions(
        format,
        size,
        strategy,
        compression,
        existing,
        proof,
        trust,
        sourceFormat,
        subclusters,
        consent);
  }

  /** These options with another format. */
  CloneOptions formatted(ImageFormat other) {
    return new CloneOptions(
        Optional.of(other),
        size,
        strategy,
        compression,
        existing,
        proof,
        trust,
        sourceFormat,
        subclusters,
        overwrite);
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
