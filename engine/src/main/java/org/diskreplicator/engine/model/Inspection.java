package org.diskreplicator.engine.model;

import java.util.List;
import java.util.Optional;

/**
 * All that was learned of a disk without changing it.
 *
 * @param image what holds the disk
 * @param scope the part that was asked for: the whole disk, or one partition
 * @param table the partition table of the whole disk
 * @param regions of the scope, in the order of their offsets on the disk; they cover it, and
 *     overlap only where the table's entries do
 * @param head the first bytes of the disk, up to 1 MiB
 * @param stamps state of every file that holds bytes of the disk
 * @param use what else is going on with the source
 */
public record Inspection(
    ImageInfo image,
    Extent scope,
    Optional<PartitionTable> table,
    List<Region> regions,
    DiskHead head,
    List<FileStamp> stamps,
    SourceUse use) {
  public Inspection {
    regions = List.copyOf(regions);
    stamps = List.copyOf(stamps);
  }

  /** Whether the scope is one partition of the disk. */
  public boolean isPartition() {
    return scope.offset() != 0 || scope.length() != image.virtualSize().bytes();
  }

  /** Bytes of the scope that no region uses, relative to the scope's start. */
  public ExtentSet free() {
    ExtentSet free = ExtentSet.empty();
    for (Region region : regions) {
      free = free.union(region.freeOnDisk());
    }
    return free.intersect(scope).shift(-scope.offset());
  }
}
