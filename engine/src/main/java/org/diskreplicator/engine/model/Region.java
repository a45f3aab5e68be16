package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * A stretch of a disk with one content: a partition, a gap, or the whole of a disk without a table.
 *
 * @param partition the table entry; empty for gaps and bare disks
 */
public record Region(
    Kind kind, Extent extent, Optional<Partition> partition, Content content, UsedMap usedMap) {

  /** What a region is to the partition table. */
  public enum Kind {
    PARTITION,
    GAP,
    BARE
  }

  /** The free bytes, as offsets on the disk. */
  public ExtentSet freeOnDisk() {
    return usedMap.free().shift(extent.offset());
  }

  /** For people: {@code partition 2}, {@code gap at 1 MiB}, {@code disk}. */
  public String title() {
    return switch (kind) {
      case PARTITION -> "partition " + partition.orElseThrow().number();
      case GAP -> "gap at " + ByteSize.of(extent.offset()).human();
      case BARE -> "disk";
    };
  }
}
