package org.diskreplicator.engine.compare;

import java.util.List;

/**
 * Whether two disks hold the same.
 *
 * @param parts the disk itself (table, boot code, gaps) first, then each partition
 */
public record FileVerification(List<PartResult> parts) {
  public FileVerification {
    parts = List.copyOf(parts);
  }

  public boolean equal() {
    return parts.stream().allMatch(PartResult::equal);
  }

  /** Number of names that were compared. */
  public long files() {
    return parts.stream().mapToLong(PartResult::files).sum();
  }

  /** Bytes of content that were compared. */
  public long bytes() {
    return parts.stream().mapToLong(PartResult::bytes).sum();
  }
}
