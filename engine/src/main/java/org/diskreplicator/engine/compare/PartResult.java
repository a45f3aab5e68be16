package org.diskreplicator.engine.compare;

import java.util.List;

/**
 * What the comparison of one stretch of the disk came to.
 *
 * @param title such as {@code partition 2}
 * @param content such as {@code ext4}
 * @param files number of names that were compared; 0 unless {@code means} is files
 * @param bytes of content that were compared
 * @param differences the first ones
 * @param differenceCount all of them
 * @param note why it was compared by these means, empty where that is clear
 */
public record PartResult(
    String title,
    String content,
    Means means,
    long files,
    long bytes,
    List<Difference> differences,
    long differenceCount,
    String note) {
  public PartResult {
    differences = List.copyOf(differences);
  }

  /** By what it was compared. */
  public enum Means {
    /** Files with all that is known of them. */
    FILES,
    /** What the header says. */
    HEADER,
    /** Every byte that is in use. */
    BYTES
  }

  public boolean equal() {
    return differenceCount == 0;
  }
}
