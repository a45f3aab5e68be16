package org.diskreplicator.engine.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds inspections of disks that nobody has. */
public final class SampleDisk {
  public static final long MIB = 1L << 20;

  private final long size;
  private final List<Region> regions = new ArrayList<>();
  private final List<Volume> volumes = new ArrayList<>();
  private Path path = Path.of("/images/disk.raw");
  private ImageFormat format = ImageFormat.RAW;
  private Optional<PartitionTable> table = Optional.empty();
  private DiskHead head = new DiskHead(new byte[512]);
  private List<FileStamp> stamps = List.of();
  private SourceUse use = new SourceUse(SourceUse.Kind.FILE, Optional.empty());
  private long allocated;
  private long held;
  private int snapshots;
  private Optional<ImageInfo> backing = Optional.empty();
  private Optional<Layer> layer = Optional.empty();

  private SampleDisk(long size) {
    this.size = size;
    this.allocated = size;
    this.held = size;
  }

  public static SampleDisk of(long size) {
    return new SampleDisk(size);
  }

  public SampleDisk at(Path file, ImageFormat imageFormat) {
    path = file;
    format = imageFormat;
    return this;
  }

  public SampleDisk stamped(FileStamp... states) {
    stamps = List.of(states);
    return this;
  }

  public SampleDisk usedAs(SourceUse.Kind kind, Optional<String> mountedAt) {
    use = new SourceUse(kind, mountedAt);
    return this;
  }

  /** Sets how much of the image was ever written; all of it unless told. */
  public SampleDisk allocating(long bytes) {
    allocated = bytes;
    held = bytes;
    return this;
  }

  /** Sets how much of the disk is there; more than was allocated when it is compressed. */
  public SampleDisk holding(long bytes) {
    held = bytes;
    return this;
  }

  public SampleDisk withSnapshots(int number) {
    snapshots = number;
    return this;
  }

  /** Gives the disk a table with these first bytes; its partitions are the regions with numbers. */
  public SampleDisk withTable(TableType type, byte[] bytes) {
    return withTable(type, SectorSize.S512, bytes);
  }

  public SampleDisk withTable(TableType type, SectorSize sector, byte[] bytes) {
    head = new DiskHead(bytes);
    table = Optional.of(new PartitionTable(type, Optional.of("id"), sector, List.of()));
    return this;
  }

  /** Adds a bare content that takes the whole disk. */
  public SampleDisk bare(String type, UsedMap map) {
    regions.add(
        new Region(Region.Kind.BARE, new Extent(0, size), Optional.empty(), content(type), map));
    return this;
  }

  public SampleDisk gap(long start, long end) {
    Extent extent = Extent.between(start, end);
    UsedMap all = UsedMap.allUsed(extent.length(), ContentState.UNKNOWN, "gaps are copied whole");
    regions.add(new Region(Region.Kind.GAP, extent, Optional.empty(), new Content.Unknown(), all));
    return this;
  }

  public SampleDisk partition(int number, long start, String type, UsedMap map) {
    Extent extent = new Extent(start, map.size());
    Partition entry =
        new Partition(
            number,
            extent,
            Partition.Role.PRIMARY,
            "83",
            Optional.empty(),
            Optional.of("name " + number),
            "",
            number == 1);
    regions.add(new Region(Region.Kind.PARTITION, extent, Optional.of(entry), content(type), map));
    return this;
  }

  /** Adds a volume that lies at {@code extents} of the disk, one behind the other. */
  public SampleDisk volume(String name, String type, UsedMap map, Extent... extents) {
    List<Placement> members = new ArrayList<>();
    List<Placement.Run> runs = new ArrayList<>();
    long offset = 0;
    for (Extent extent : extents) {
      members.add(new Placement.Direct(extent));
      runs.add(Placement.Run.linear(offset, extent.length(), members.size() - 1, 0));
      offset += extent.length();
    }
    Placement place = new Placement.Composed(members, runs);
    volumes.add(new Volume(name, offset, Optional.of(place), content(type), map));
    return this;
  }

  private static Content content(String type) {
    return type.isEmpty() ? new Content.Unknown() : Content.of(Signature.ofType(type));
  }

  /** A clean map whose free ranges are these, relative to the region. */
  public static UsedMap clean(long size, FullCheck check, Extent... free) {
    return new UsedMap(
        size, ExtentSet.of(free), ContentState.CLEAN, Optional.of(check), "its bitmap");
  }

  /** Stands on {@code below}, a raw image, as a qcow2 layer whose header calls it {@code name}. */
  public SampleDisk over(Path below, String name, ClusterShape clusters) {
    ImageInfo base =
        new ImageInfo(
            below,
            ImageFormat.RAW,
            ByteSize.of(size),
            ByteSize.of(size),
            Optional.empty(),
            List.of(),
            false,
            0);
    backing = Optional.of(base);
    layer = Optional.of(new Layer(name, Optional.of(ImageFormat.RAW), clusters));
    return this;
  }

  /** Its header does not tell the format of what it stands on, or it is no qcow2 at all. */
  public SampleDisk layered(Optional<Layer> other) {
    layer = other;
    return this;
  }

  /** The whole disk. */
  public Inspection inspect() {
    return inspect(new Extent(0, size), regions);
  }

  /** One partition of it. */
  public Inspection inspect(int number) {
    Region region =
        regions.stream()
            .filter(found -> found.partition().filter(p -> p.number() == number).isPresent())
            .findFirst()
            .orElseThrow();
    return inspect(region.extent(), List.of(region));
  }

  private Inspection inspect(Extent scope, List<Region> found) {
    ImageInfo image =
        new ImageInfo(
            path,
            format,
            ByteSize.of(size),
            ByteSize.of(allocated),
            backing,
            List.of(),
            false,
            snapshots,
            ByteSize.of(held),
            layer);
    return new Inspection(image, scope, table.map(this::filled), found, volumes, head, stamps, use);
  }

  private PartitionTable filled(PartitionTable empty) {
    return new PartitionTable(
        empty.type(),
        empty.id(),
        empty.sectorSize(),
        regions.stream().flatMap(region -> region.partition().stream()).toList());
  }
}
