package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * A stretch of a disk with one content: a partition, a gap, or the whole of a disk without a table.
 *
 * @param partition the table entry; empty for gaps and bare disks
 */
public record Region(
    Kind kind, Extent extent, Optional<Partition> partition, Content content, UsedMap usedMap)
    implements Area {

  /** What a region is to the partition table. */
  public enum Kind {
    PARTITION,
    GAP,
    BARE
  }

  @Override
  public ExtentSet onDisk() {
    return ExtentSet.of(extent);
  }

  @Override
  public ExtentSet freeOnDisk() {
    return usedMap.free().shift(extent.offset());
  }

  /** The same region with another map. */
  public Region with(UsedMap map) {
    return new Region(kind, extent, partition, content, map);
  }

  /** For people: {@code partition 2}, {@code gap at 1 MiB}, {@code disk}. */
  @Override
  public String title() {
    return switch (kind) {
      case PARTITION -> "partition " + partition.orElseThrow().number();
      case GAP -> "gap at " + ByteSize.of(extent.offset()).human();
      case BARE -> "disk";
    };
  }
}
