package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DiskHead;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.UsedMap;

/** A partitioned disk that grows from its start to its end as it is described. */
final class LayoutDisk {
  private final TableType type;
  private final SectorSize sector;
  private final List<Region> regions = new ArrayList<>();
  private final List<Partition> partitions = new ArrayList<>();
  private final Map<Extent, Ability> abilities = new HashMap<>();
  private long position;
  private long container = -1;
  private int primaries;
  private int logicals = 4;

  private LayoutDisk(TableType type, SectorSize sector) {
    this.type = type;
    this.sector = sector;
  }

  static LayoutDisk of(TableType type, SectorSize sector) {
    return new LayoutDisk(type, sector);
  }

  static LayoutDisk gpt() {
    return of(TableType.GPT, SectorSize.S512);
  }

  static LayoutDisk dos() {
    return of(TableType.DOS, SectorSize.S512);
  }

  /** What a tool shrinks to this size, and makes larger. */
  static Ability resizing(long smallest) {
    return new Ability(
        OptionalLong.of(smallest), true, Optional.empty(), "no replicator", "no replicator");
  }

  /** What only root can make anew. */
  static Ability rebuilding(long smallest) {
    return rebuilding("xfs", smallest, true);
  }

  static Ability rebuilding(String replicator, long smallest, boolean superUser) {
    return new Ability(
        OptionalLong.empty(),
        false,
        Optional.of(new Ability.Rebuilding(replicator, smallest, superUser, Set.of("mkfs"))),
        "no tool resizes it",
        "");
  }

  long position() {
    return position;
  }

  LayoutDisk gap(long bytes) {
    if (bytes > 0) {
      position += bytes;
    }
    return this;
  }

  LayoutDisk partition(String content, long bytes, Ability ability) {
    return partition(content, bytes, "83", ability);
  }

  LayoutDisk partition(String content, long bytes, String typeCode, Ability ability) {
    boolean logical = container >= 0;
    int number = logical ? ++logicals : ++primaries;
    Extent extent = new Extent(position, bytes);
    Partition entry =
        entry(number, extent, logical ? Partition.Role.LOGICAL : Partition.Role.PRIMARY, typeCode);
    partitions.add(entry);
    long used = Math.max(1, bytes / 8 / 4096 * 4096);
    UsedMap map =
        new UsedMap(
            bytes,
            ExtentSet.builder().add(used, bytes).build(),
            ContentState.CLEAN,
            Optional.empty(),
            "its bitmap");
    Content found =
        content.isEmpty() ? new Content.Unknown() : Content.of(Signature.ofType(content));
    regions.add(new Region(Region.Kind.PARTITION, extent, Optional.of(entry), found, map));
    abilities.put(extent, ability);
    position += bytes;
    return this;
  }

  private static Partition entry(int number, Extent extent, Partition.Role role, String typeCode) {
    return new Partition(
        number,
        extent,
        role,
        typeCode,
        Optional.of("uuid " + number),
        Optional.of("name " + number),
        "",
        number == 1);
  }

  /** What follows lies in an extended partition. */
  LayoutDisk openContainer() {
    container = position;
    return this;
  }

  LayoutDisk closeContainer() {
    partitions.add(
        entry(++primaries, Extent.between(container, position), Partition.Role.EXTENDED, "5"));
    container = -1;
    return this;
  }

  boolean inContainer() {
    return container >= 0;
  }

  /** Ends the disk here; a gpt needs room for its backup. */
  Inspection inspect() {
    List<Region> all = new ArrayList<>(regions);
    ExtentSet.of(regions.stream().map(Region::extent).toList())
        .complement(position)
        .toList()
        .forEach(gap -> all.add(gapRegion(gap)));
    all.sort((one, other) -> Long.compare(one.extent().offset(), other.extent().offset()));
    ImageInfo image =
        new ImageInfo(
            Path.of("/images/disk.raw"),
            ImageFormat.RAW,
            ByteSize.of(position),
            ByteSize.of(position),
            Optional.empty(),
            List.of(),
            false,
            0,
            ByteSize.of(position));
    return new Inspection(
        image,
        new Extent(0, position),
        Optional.of(new PartitionTable(type, Optional.of("id"), sector, partitions)),
        all,
        new DiskHead(new byte[512]),
        List.of(),
        new SourceUse(SourceUse.Kind.FILE, Optional.empty()));
  }

  private static Region gapRegion(Extent gap) {
    UsedMap all = UsedMap.allUsed(gap.length(), ContentState.UNKNOWN, "gaps are copied whole");
    return new Region(Region.Kind.GAP, gap, Optional.empty(), new Content.Unknown(), all);
  }

  Abilities abilities() {
    return new Abilities(abilities);
  }
}
