package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DiskHead;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Layer;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Growth;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;

/** A disk with one of everything, and hostile text wherever text can be. */
final class SampleInspection {
  static final long MIB = 1L << 20;
  static final String HOSTILE = "a\u001b[31m\n$(id)\"";

  private SampleInspection() {}

  static Inspection disk() {
    return new Inspection(
        image(),
        new Extent(0, 72 * MIB),
        Optional.of(
            new PartitionTable(
                TableType.DOS,
                Optional.of("0x1\u0007"),
                SectorSize.S512,
                List.of(esp().partition().orElseThrow(), root().partition().orElseThrow()))),
        List.of(gap(), esp(), root()),
        new DiskHead(new byte[512]),
        List.of(),
        new SourceUse(SourceUse.Kind.DEVICE, Optional.empty()));
  }

  static Inspection mounted() {
    Inspection disk = disk();
    return new Inspection(
        disk.image(),
        disk.scope(),
        Optional.empty(),
        List.of(gap()),
        disk.head(),
        disk.stamps(),
        new SourceUse(SourceUse.Kind.FILE, Optional.of("/mnt\u001b[2J")));
  }

  static Plan plan() {
    return (Plan) new Planner().plan(disk(), target(), CloneOptions.DEFAULT);
  }

  /** The copy of the disk as a layer above the same backing file. */
  static Plan layer() {
    Inspection disk = disk();
    ImageInfo image = disk.image();
    ImageInfo layered =
        new ImageInfo(
            image.path(),
            image.format(),
            image.virtualSize(),
            image.allocatedSize(),
            image.backing(),
            image.dataFiles(),
            false,
            0,
            image.heldSize(),
            Optional.of(
                new Layer(
                    "base" + HOSTILE,
                    Optional.of(ImageFormat.VMDK),
                    new ClusterShape(ByteSize.of(65_536), false))));
    Inspection source =
        new Inspection(
            layered,
            disk.scope(),
            disk.table(),
            disk.regions(),
            disk.head(),
            disk.stamps(),
            disk.use());
    return (Plan)
        new Planner()
            .plan(source, target(), CloneOptions.DEFAULT.standing(CloneOptions.Backing.KEEP));
  }

  /** The same disk on 60 MiB, where the last partition is shrunk and the first made anew. */
  static Assembly assembly() {
    Ability.Rebuilding way =
        new Ability.Rebuilding("vfat" + HOSTILE, MIB, true, Set.of("mkfs.fat"));
    Abilities abilities =
        new Abilities(
            Map.of(
                esp().extent(),
                new Ability(OptionalLong.empty(), false, Optional.of(way), "", ""),
                root().extent(),
                new Ability(OptionalLong.of(5 * MIB), true, Optional.empty(), "why", "why")));
    CloneOptions usual = CloneOptions.DEFAULT;
    CloneOptions options =
        new CloneOptions(
            usual.format(),
            Optional.of(ByteSize.of(60 * MIB)),
            usual.strategy(),
            usual.compression(),
            usual.existing(),
            usual.proof(),
            usual.trust(),
            usual.sourceFormat(),
            usual.subclusters(),
            Map.of(1, Strategy.FILES, 5, Strategy.BLOCKS),
            Growth.LAST);
    return (Assembly) new Planner().plan(disk(), target(), options, abilities);
  }

  private static TargetFacts target() {
    return new TargetFacts(
        Path.of("/t" + HOSTILE + ".qcow2"),
        TargetFacts.Place.FREE,
        TargetFacts.Folder.WRITABLE,
        false,
        MIB,
        Long.MAX_VALUE);
  }

  private static ImageInfo image() {
    ImageInfo base =
        new ImageInfo(
            Path.of("/base" + HOSTILE),
            ImageFormat.VMDK,
            ByteSize.of(72 * MIB),
            ByteSize.ZERO,
            Optional.empty(),
            List.of(),
            false,
            0);
    return new ImageInfo(
        Path.of("/disk" + HOSTILE),
        ImageFormat.QCOW2,
        ByteSize.of(72 * MIB),
        ByteSize.of(10 * MIB),
        Optional.of(base),
        List.of(Path.of("/data" + HOSTILE)),
        false,
        2);
  }

  private static Region gap() {
    return new Region(
        Region.Kind.GAP,
        new Extent(0, MIB),
        Optional.empty(),
        new Content.Unknown(),
        UsedMap.allUsed(MIB, ContentState.UNKNOWN, "gaps are copied whole"));
  }

  private static Region esp() {
    Signature signature =
        new Signature(
            Optional.of("vfat"),
            Optional.of("FAT16"),
            Optional.of(HOSTILE),
            Optional.of("1234-5678"),
            Optional.empty());
    Partition partition =
        new Partition(
            1,
            new Extent(MIB, 35 * MIB),
            Partition.Role.PRIMARY,
            "c",
            Optional.of("uuid"),
            Optional.of(HOSTILE),
            "GUID:48",
            true);
    return new Region(
        Region.Kind.PARTITION,
        partition.extent(),
        Optional.of(partition),
        Content.of(signature),
        UsedMap.allUsed(35 * MIB, ContentState.DIRTY, "it says " + HOSTILE));
  }

  private static Region root() {
    Partition partition =
        new Partition(
            5,
            new Extent(36 * MIB, 36 * MIB),
            Partition.Role.LOGICAL,
            "83",
            Optional.empty(),
            Optional.empty(),
            "",
            false);
    return new Region(
        Region.Kind.PARTITION,
        partition.extent(),
        Optional.of(partition),
        Content.of(Signature.ofType("ext4")),
        new UsedMap(
            36 * MIB,
            ExtentSet.of(new Extent(18 * MIB, 18 * MIB)),
            ContentState.CLEAN,
            Optional.of(FullCheck.EXT),
            "its bitmap"));
  }
}
