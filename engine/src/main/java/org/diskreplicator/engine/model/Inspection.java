package org.diskreplicator.engine.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that was learned of a disk without changing it.
 *
 * @param image what holds the disk
 * @param scope the part that was asked for: the whole disk, or one partition
 * @param table the partition table of the whole disk
 * @param regions of the scope, in the order of their offsets on the disk; they cover it, and
 *     overlap only where the table's entries do
 * @param volumes in the regions, those first that others lie in
 * @param head the first bytes of the disk, up to 1 MiB
 * @param stamps state of every file that holds bytes of the disk
 * @param use what else is going on with the source
 */
public record Inspection(
    ImageInfo image,
    Extent scope,
    Optional<PartitionTable> table,
    List<Region> regions,
    List<Volume> volumes,
    DiskHead head,
    List<FileStamp> stamps,
    SourceUse use) {
  public Inspection {
    regions = List.copyOf(regions);
    volumes = List.copyOf(volumes);
    stamps = List.copyOf(stamps);
  }

  /** Whether the scope is one partition of the disk. */
  public boolean isPartition() {
    return scope.offset() != 0 || scope.length() != image.virtualSize().bytes();
  }

  /** A disk without volumes. */
  public Inspection(
      ImageInfo image,
      Extent scope,
      Optional<PartitionTable> table,
      List<Region> regions,
      DiskHead head,
      List<FileStamp> stamps,
      SourceUse use) {
    this(image, scope, table, regions, List.of(), head, stamps, use);
  }

  /** All regions, and all volumes in them. */
  public List<Area> areas() {
    return Stream.<Area>concat(regions.stream(), volumes.stream()).toList();
  }

  /** Bytes of the scope that no area uses, relative to the scope's start. */
  public ExtentSet free() {
    return freeIn(scope);
  }

  /** Bytes of a region that neither it nor a volume in it uses, relative to the region's start. */
  public ExtentSet freeIn(Region region) {
    return freeIn(region.extent());
  }

  private ExtentSet freeIn(Extent extent) {
    ExtentSet free = ExtentSet.empty();
    for (Area area : areas()) {
      boolean elsewhere = area instanceof Region other && !other.extent().overlaps(extent);
      free = elsewhere ? free : free.union(area.freeOnDisk());
    }
    return free.intersect(extent).shift(-extent.offset());
  }
}
