package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where partitions lie on disks of other sizes, and what is done with their contents. */
final class LayoutTest {
  private static final long BACKUP = 33 * 512;
  private static final Ability STUCK = Ability.none("nobody knows it");
  private static final Ability SWAP = LayoutDisk.rebuilding("swap", 40960, false);

  private static TargetFacts target(String name) {
    return new TargetFacts(
        Path.of(name),
        TargetFacts.Place.FREE,
        TargetFacts.Folder.WRITABLE,
        false,
        Long.MAX_VALUE,
        Long.MAX_VALUE);
  }

  private static CloneOptions options(
      Strategy strategy, Map<Integer, Strategy> partitions, Growth growth) {
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
        usual.format(),
        usual.size(),
        strategy,
        usual.compression(),
        usual.existing(),
        usual.proof(),
        usual.trust(),
        usual.sourceFormat(),
        usual.subclusters(),
        partitions,
        growth);
  }

  private static CloneOptions options(Growth growth) {
    return options(Strategy.BLOCKS, Map.of(), growth);
  }

  private static PlanResult plan(LayoutDisk disk, CloneOptions options) {
    return new Planner().plan(disk.inspect(), target("/t.qcow2"), options, disk.abilities());
  }

  private static Assembly assembly(LayoutDisk disk, CloneOptions options) {
    PlanResult result = plan(disk, options);
    assertThat(result).isInstanceOf(Assembly.class);
    return (Assembly) result;
  }

  private static Assembly assembly(LayoutDisk disk, long size) {
    return assembly(disk, CloneOptions.DEFAULT.sized(size));
  }

  private static void assertRefused(PlanResult result, String sentence) {
    assertThat(result).isEqualTo(new PlanResult.Rejection(sentence));
  }

  /** What is done with each partition, and where it lies, in MiB. */
  private static List<String> partitions(Assembly assembly) {
    return assembly.pieces().stream()
        .filter(piece -> piece.source().partition().isPresent())
        .map(piece -> PieceWord.of(piece) + " " + inMib(assembly.place(piece)))
        .toList();
  }

  private static String inMib(Extent extent) {
    return number(extent.offset()) + "+" + number(extent.length());
  }

  private static String number(long bytes) {
    return bytes % MIB == 0 ? Long.toString(bytes / MIB) : bytes + "B";
  }

  /** An ESP, a root, a swap and a home, and the rest that a gpt needs. */
  private static LayoutDisk server() {
    return LayoutDisk.gpt()
        .gap(MIB)
        .partition("vfat", 16 * MIB, LayoutDisk.rebuilding("vfat", 2 * MIB, false))
        .partition("ext4", 300 * MIB, LayoutDisk.resizing(40 * MIB))
        .partition("swap", 32 * MIB, SWAP)
        .partition("ext4", 150 * MIB, LayoutDisk.resizing(20 * MIB))
        .gap(13 * MIB);
  }

  @Test
  void theUnusedEndGoesFirst() {
    Assembly assembly = assembly(server(), 500 * MIB);
    assertThat(partitions(assembly))
        .containsExactly("copy 1+16", "copy 17+300", "copy 317+32", "copy 349+150");
    assertThat(assembly.table()).isPresent();
    assertThat(assembly.warnings())
        .containsExactly(
            "12 MiB behind the last partition are not copied; no partition names what may be there.");
    assertThat(assembly.needsSuperUser()).isFalse();
  }

  /** Room in MiB at ease: 240 in partition 2, 112 in partition 4; at most 260, 130 and 14 in 1. */
  @ParameterizedTest
  @CsvSource({
    "499, 'copy 1+16, copy 17+300, copy 317+32, resize 349+149'",
    "400, 'copy 1+16, copy 17+300, copy 317+32, resize 349+50'",
    "387, 'copy 1+16, resize 17+187, copy 204+32, copy 236+150'",
    "386, 'copy 1+16, resize 17+186, copy 203+32, copy 235+150'",
    "200, 'copy 1+16, resize 17+60, copy 77+32, resize 109+90'",
    "148, 'copy 1+16, resize 17+60, copy 77+32, resize 109+38'",
    "147, 'copy 1+16, resize 17+59, copy 76+32, resize 108+38'",
    "100, 'rebuild 1+6, resize 7+40, copy 47+32, resize 79+20'",
    "90, 'rebuild 1+2, resize 3+40, rebuild 43+26, resize 69+20'"
  })
  void theCheapestWayIsTaken(long mib, String expected) {
    assertThat(String.join(", ", partitions(assembly(server(), mib * MIB)))).isEqualTo(expected);
  }

  @Test
  void theLeastSizeIsNamed() {
    assertRefused(
        plan(server(), CloneOptions.DEFAULT.sized(60 * MIB)),
        "A target of 62914560 bytes is too small; give --size 65M or more, as the source can be"
            + " brought to 67125760 bytes (64.0 MiB) and no further.");
    assertRefused(
        plan(server(), options(Growth.NONE).sized(400 * MIB)),
        "A target of 419430400 bytes is too small; give --size 500M or more, as the source can be"
            + " brought to 523256320 bytes (499 MiB) and no further.");
  }

  @Test
  void whatKeepsItsSizeIsNamed() {
    LayoutDisk disk =
        LayoutDisk.dos()
            .gap(MIB)
            .partition("ext4", 100 * MIB, LayoutDisk.resizing(50 * MIB))
            .partition("crypto_LUKS", 50 * MIB, STUCK);
    assertRefused(
        plan(disk, CloneOptions.DEFAULT.sized(90 * MIB)),
        "A target of 94371840 bytes is too small; give --size 101M or more, as the source can be"
            + " brought to 105906176 bytes (101 MiB) and no further: partition 2 keeps its size,"
            + " as nobody knows it.");
    CloneOptions raw = options(Strategy.BLOCKS, Map.of(1, Strategy.RAW), Growth.LAST);
    assertRefused(
        plan(disk, raw.sized(120 * MIB)),
        "A target of 125829120 bytes is too small; give --size 151M or more, as the source can be"
            + " brought to 158334976 bytes (151 MiB) and no further: partition 1 keeps its size,"
            + " as it was asked for raw; partition 2 keeps its size, as nobody knows it.");
  }

  /** A gap is cut last, and what it may have held is not lost in silence. */
  @Test
  void gapsAreCutWhenNothingElseHelps() {
    LayoutDisk disk =
        LayoutDisk.dos()
            .gap(MIB)
            .partition("ext4", 100 * MIB, LayoutDisk.resizing(50 * MIB))
            .gap(200 * MIB)
            .partition("", 50 * MIB, STUCK);
    assertThat(partitions(assembly(disk, 320 * MIB))).containsExactly("resize 1+69", "copy 270+50");
    Assembly cut = assembly(disk, 150 * MIB);
    assertThat(partitions(cut)).containsExactly("resize 1+50", "copy 100+50");
    assertThat(cut.warnings())
        .containsExactly(
            "151 MiB of the gap at 101 MiB are not copied; no partition names what may be there.");
    assertThat(cut.pieces())
        .filteredOn(piece -> piece.source().kind() == Region.Kind.GAP)
        .extracting(Piece::target)
        .containsExactly(new Extent(0, MIB), new Extent(51 * MIB, 49 * MIB));
  }

  @Test
  void rootIsAskedForOnlyWhereNothingElseHelps() {
    LayoutDisk disk =
        LayoutDisk.dos()
            .gap(MIB)
            .partition("ext4", 100 * MIB, LayoutDisk.resizing(50 * MIB))
            .partition("xfs", 300 * MIB, LayoutDisk.rebuilding(30 * MIB));
    Assembly resized = assembly(disk, 380 * MIB);
    assertThat(partitions(resized)).containsExactly("resize 1+79", "copy 80+300");
    assertThat(resized.needsSuperUser()).isFalse();
    Assembly rebuilt = assembly(disk, 200 * MIB);
    assertThat(partitions(rebuilt)).containsExactly("copy 1+100", "rebuild 101+99");
    assertThat(rebuilt.needsSuperUser()).isTrue();
    assertThat(rebuilt.workOfSuperUser()).isEqualTo("making partition 2 (xfs) anew");
  }

  @Test
  void whatIsBehindAGrownPartitionMoves() {
    Assembly assembly = assembly(server(), options(Growth.of(2)).sized(1024 * MIB));
    assertThat(partitions(assembly))
        .containsExactly("copy 1+16", "resize 17+824", "copy 841+32", "copy 873+150");
    assertThat(assembly.table().orElseThrow().partition(4).flatMap(Partition::uuid))
        .contains("uuid 4");
  }

  @Test
  void theLastPartitionGrowsUpToTheBackupOfTheTable() {
    Assembly assembly = assembly(server(), 1024 * MIB);
    assertThat(partitions(assembly))
        .containsExactly("copy 1+16", "copy 17+300", "copy 317+32", "resize 349+674");
    long end = assembly.pieces().get(assembly.pieces().size() - 1).target().end();
    assertThat(end).isEqualTo(1024 * MIB - BACKUP);
  }

  @Test
  void swapIsNoPartitionToGrow() {
    Assembly assembly = assembly(withLogicals(), 300 * MIB);
    assertThat(partitions(assembly)).containsExactly("copy 1+100", "resize 102+167", "copy 270+30");
    assertThat(container(assembly)).isEqualTo("101+199");
    assertThat(partitions(assembly(withLogicals(), options(Growth.of(6)).sized(300 * MIB))))
        .containsExactly("copy 1+100", "copy 102+100", "rebuild 203+97");
  }

  private static LayoutDisk withLogicals() {
    return LayoutDisk.dos()
        .gap(MIB)
        .partition("ext4", 100 * MIB, LayoutDisk.resizing(20 * MIB))
        .openContainer()
        .gap(MIB)
        .partition("ext4", 100 * MIB, LayoutDisk.resizing(20 * MIB))
        .gap(MIB)
        .partition("swap", 30 * MIB, SWAP)
        .closeContainer()
        .gap(7 * MIB);
  }

  private static String container(Assembly assembly) {
    return inMib(
        assembly.table().orElseThrow().partitions().stream()
            .filter(partition -> partition.role() == Partition.Role.EXTENDED)
            .findFirst()
            .orElseThrow()
            .extent());
  }

  @Test
  void anExtendedPartitionFollowsItsLogicalOnes() {
    Assembly smaller = assembly(withLogicals(), 200 * MIB);
    assertThat(partitions(smaller)).containsExactly("copy 1+100", "resize 102+67", "copy 170+30");
    assertThat(container(smaller)).isEqualTo("101+99");
    Assembly larger = assembly(withLogicals(), options(Growth.of(1)).sized(340 * MIB));
    assertThat(partitions(larger)).containsExactly("resize 1+207", "copy 209+100", "copy 310+30");
    assertThat(container(larger)).isEqualTo("208+132");
  }

  @Test
  void aDosTableReachesNoFurtherThanItCanCount() {
    LayoutDisk disk =
        LayoutDisk.dos().gap(MIB).partition("ext4", 100 * MIB, LayoutDisk.resizing(MIB));
    Assembly assembly = assembly(disk, 4L << 40);
    assertThat(partitions(assembly)).containsExactly("resize 1+2097150");
    assertThat(assembly.warnings())
        .containsExactly(
            "A dos table names no sector behind 2^32; the room behind that stays free.");
  }

  @Test
  void aTableForLargeSectorsKeepsItsOwnRoom() {
    LayoutDisk disk =
        LayoutDisk.of(TableType.GPT, SectorSize.S4096)
            .gap(MIB)
            .partition("ext4", 100 * MIB, LayoutDisk.resizing(MIB))
            .gap(20480);
    assertThat(partitions(assembly(disk, 60 * MIB + 20480))).containsExactly("resize 1+59");
    assertThat(partitions(assembly(disk, 60 * MIB + 16384))).containsExactly("resize 1+58");
  }

  @Test
  void whatStartsBetweenBlocksMovesBySectors() {
    LayoutDisk disk =
        LayoutDisk.dos()
            .gap(63 * 512)
            .partition("ext4", 100 * MIB, LayoutDisk.resizing(MIB))
            .partition("", 10 * MIB, STUCK);
    Assembly assembly = assembly(disk, 90 * MIB + 63 * 512);
    assertThat(partitions(assembly)).containsExactly("resize 32256B+80", "copy 83918336B+10");
  }

  /** Nothing moves, so the bytes of table and boot code travel as they are. */
  @Test
  void contentsMadeAnewAtTheirPlacesKeepTheTable() {
    LayoutDisk disk =
        LayoutDisk.gpt()
            .gap(MIB)
            .partition("xfs", 100 * MIB, LayoutDisk.rebuilding(50 * MIB))
            .partition("swap", 10 * MIB, SWAP)
            .partition("", 10 * MIB, STUCK)
            .gap(MIB);
    Assembly assembly = assembly(disk, options(Strategy.FILES, Map.of(), Growth.LAST));
    assertThat(assembly.table()).isEmpty();
    assertThat(partitions(assembly))
        .containsExactly("rebuild 1+100", "rebuild 101+10", "copy 111+10");
    assertThat(assembly.warnings())
        .containsExactly("Partition 3 (unknown) is copied by its blocks: nobody knows it.");
    assertThat(assembly.pieces().get(0))
        .isInstanceOfSatisfying(
            Piece.Copied.class, head -> assertThat(head.free().isEmpty()).isTrue());
    assertThat(assembly.pieces().stream().mapToLong(piece -> piece.target().length()).sum())
        .isEqualTo(122 * MIB);
  }

  @Test
  void aTableThatIsWrittenDoesNotTravel() {
    Assembly gpt = assembly(server(), 400 * MIB);
    assertThat(((Piece.Copied) gpt.pieces().get(0)).free().toList())
        .containsExactly(new Extent(0, 34 * 512));
    Assembly dos = assembly(withLogicals(), 200 * MIB);
    assertThat(((Piece.Copied) dos.pieces().get(0)).free().toList())
        .containsExactly(new Extent(0, 512));
  }

  @Test
  void oneStrategyForOnePartition() {
    CloneOptions files = options(Strategy.BLOCKS, Map.of(3, Strategy.FILES), Growth.LAST);
    assertThat(partitions(assembly(server(), files)))
        .containsExactly("copy 1+16", "copy 17+300", "rebuild 317+32", "copy 349+150");
    CloneOptions raw = options(Strategy.BLOCKS, Map.of(2, Strategy.RAW), Growth.LAST);
    Plan plan = (Plan) plan(server(), raw);
    assertThat(plan.regions())
        .filteredOn(region -> region.region().kind() == Region.Kind.PARTITION)
        .extracting(RegionPlan::strategy)
        .containsExactly(Strategy.BLOCKS, Strategy.RAW, Strategy.BLOCKS, Strategy.BLOCKS);
    assertThat(plan.free().intersect(new Extent(17 * MIB, 300 * MIB)).isEmpty()).isTrue();
    CloneOptions most = options(Strategy.RAW, Map.of(2, Strategy.BLOCKS), Growth.LAST);
    assertThat(((Plan) plan(server(), most)).free().toList())
        .containsExactly(new Extent(17 * MIB + 300 * MIB / 8, 300 * MIB * 7 / 8));
  }

  @Test
  void whatIsTooFullToBeMadeAnewIsCopied() {
    LayoutDisk disk =
        LayoutDisk.dos().gap(MIB).partition("xfs", 100 * MIB, LayoutDisk.rebuilding(101 * MIB));
    Plan plan = (Plan) plan(disk, options(Strategy.FILES, Map.of(), Growth.LAST));
    assertThat(plan.warnings())
        .containsExactly(
            "Partition 1 (xfs) is copied by its blocks: to be made anew it needs 101 MiB, and there"
                + " are 100 MiB.");
    assertThat(
            partitions(
                assembly(disk, options(Strategy.FILES, Map.of(), Growth.of(1)).sized(200 * MIB))))
        .containsExactly("rebuild 1+199");
  }

  @Test
  void whatCannotGrowKeepsItsSize() {
    LayoutDisk disk =
        LayoutDisk.dos().gap(MIB).partition("xfs", 100 * MIB, LayoutDisk.rebuilding(50 * MIB));
    Plan plan = (Plan) plan(disk, CloneOptions.DEFAULT.sized(200 * MIB));
    assertThat(plan.warnings())
        .containsExactly(
            "Partition 1 (xfs) keeps its size, as no tool resizes it; give --grow 1 to have it made"
                + " anew.");
    assertThat(partitions(assembly(disk, options(Growth.of(1)).sized(200 * MIB))))
        .containsExactly("rebuild 1+199");
  }

  @Test
  void whoIsNamedGrowsEvenIfTheContentCannot() {
    LayoutDisk disk = LayoutDisk.dos().gap(MIB).partition("crypto_LUKS", 100 * MIB, STUCK);
    Assembly assembly = assembly(disk, options(Growth.of(1)).sized(200 * MIB));
    assertThat(partitions(assembly)).containsExactly("copy 1+199");
    assertThat(assembly.pieces().get(1).target()).isEqualTo(new Extent(MIB, 100 * MIB));
    assertThat(assembly.warnings())
        .containsExactly(
            "Partition 1 (crypto_LUKS) gets a larger partition, and its content keeps its size:"
                + " nobody knows it.");
  }

  @Test
  void whatIsFoundByItsEndDoesNotGrow() {
    LayoutDisk disk = LayoutDisk.dos().gap(MIB).partition("linux_raid_member", 100 * MIB, STUCK);
    assertRefused(
        plan(disk, options(Growth.of(1)).sized(200 * MIB)),
        "Partition 1 (linux_raid_member) cannot grow, as it may keep metadata at its end; give"
            + " --keep-sizes.");
  }

  @Test
  void thereMustBeRoomToGrowInto() {
    LayoutDisk full =
        LayoutDisk.dos().gap(MIB).partition("ext4", 100 * MIB, LayoutDisk.resizing(MIB));
    assertRefused(
        plan(full, options(Growth.of(1))),
        "There is no room behind the partitions into which partition 1 could grow; give a larger"
            + " --size.");
    assertRefused(
        plan(full, options(Growth.of(1)).sized(50 * MIB)),
        "Partition 1 cannot grow, as there is no room behind the partitions; give a larger --size.");
  }

  @Test
  void whatOptionsNameHasToBeThere() {
    assertRefused(
        plan(withLogicals(), options(Growth.of(9))),
        "'/images/disk.raw' has no partition 9; give --grow with one of 1, 5, 6.");
    assertRefused(
        plan(withLogicals(), options(Growth.of(2))),
        "Partition 2 is an extended one and follows the logical ones in it; give --grow with one of"
            + " 1, 5, 6.");
    assertRefused(
        plan(withLogicals(), options(Strategy.RAW, Map.of(7, Strategy.FILES), Growth.LAST)),
        "'/images/disk.raw' has no partition 7; give --partition with one of 1, 5, 6.");
    Inspection bare = bare("ext4");
    assertRefused(
        new Planner().plan(bare, target("/t.raw"), options(Growth.of(1))),
        "'/images/disk.raw' has no partitions; leave out --grow.");
  }

  private static Inspection bare(String content) {
    return SampleDisk.of(64 * MIB)
        .bare(content, SampleDisk.clean(64 * MIB, FullCheck.EXT, new Extent(8 * MIB, 8 * MIB)))
        .inspect();
  }

  private static PlanResult plan(Ability ability, CloneOptions options) {
    Abilities abilities = new Abilities(Map.of(new Extent(0, 64 * MIB), ability));
    return new Planner().plan(bare("ext4"), target("/t.raw"), options, abilities);
  }

  @Test
  void aDiskWithoutATableIsOnePiece() {
    Ability ability = LayoutDisk.resizing(20 * MIB);
    for (long size : new long[] {20 * MIB, 63 * MIB, 65 * MIB}) {
      Assembly assembly = (Assembly) plan(ability, CloneOptions.DEFAULT.sized(size));
      assertThat(assembly.table()).isEmpty();
      assertThat(assembly.pieces())
          .singleElement()
          .isInstanceOf(Piece.Resized.class)
          .extracting(Piece::target)
          .isEqualTo(new Extent(0, size));
    }
    assertThat(plan(ability, options(Growth.NONE).sized(65 * MIB))).isInstanceOf(Plan.class);
    assertThat(plan(STUCK, CloneOptions.DEFAULT.sized(65 * MIB))).isInstanceOf(Plan.class);
    assertRefused(
        plan(ability, CloneOptions.DEFAULT.sized(20 * MIB - 512)),
        "A target of 20971008 bytes is too small; give --size 20M or more, as the source can be"
            + " brought to 20971520 bytes (20 MiB) and no further.");
    assertRefused(
        plan(STUCK, CloneOptions.DEFAULT.sized(63 * MIB)),
        "A target of 66060288 bytes is too small; give --size 64M or more, as the source can be"
            + " brought to 67108864 bytes (64 MiB) and no further: disk keeps its size, as nobody"
            + " knows it.");
  }

  @Test
  void onePartitionIsOnePieceToo() {
    LayoutDisk disk = server();
    Inspection whole = disk.inspect();
    Region root = whole.regions().get(2);
    Inspection alone =
        new Inspection(
            whole.image(),
            root.extent(),
            whole.table(),
            List.of(root),
            whole.head(),
            whole.stamps(),
            whole.use());
    PlanResult result =
        new Planner()
            .plan(alone, target("/t.raw"), CloneOptions.DEFAULT.sized(50 * MIB), disk.abilities());
    assertThat(((Assembly) result).pieces())
        .singleElement()
        .extracting(Piece::target)
        .isEqualTo(new Extent(0, 50 * MIB));
    assertThat(((Assembly) result).table()).isEmpty();
    assertRefused(
        new Planner().plan(alone, target("/t.raw"), options(Growth.of(2)), disk.abilities()),
        "One partition has no other beside it; leave out --grow, as it grows by itself where its"
            + " content can.");
  }

  @Test
  void onlyWhatMattersIsAskedAbout() {
    Inspection disk = server().inspect();
    assertThat(questions(disk, CloneOptions.DEFAULT)).isEmpty();
    assertThat(questions(disk, CloneOptions.DEFAULT.sized(500 * MIB))).isEmpty();
    assertThat(questions(disk, CloneOptions.DEFAULT.sized(499 * MIB)))
        .containsExactly("partition 1", "partition 2", "partition 3", "partition 4");
    assertThat(questions(disk, options(Growth.NONE).sized(499 * MIB))).isEmpty();
    assertThat(questions(disk, CloneOptions.DEFAULT.sized(600 * MIB)))
        .containsExactly("partition 4");
    assertThat(questions(disk, options(Growth.of(2)).sized(600 * MIB)))
        .containsExactly("partition 2");
    assertThat(questions(disk, options(Strategy.RAW, Map.of(2, Strategy.FILES), Growth.LAST)))
        .containsExactly("partition 2");
    assertThat(questions(disk, options(Growth.of(7)))).isEmpty();
  }

  private static List<String> questions(Inspection disk, CloneOptions options) {
    return new Planner()
        .questions(disk, target("/t.raw"), options).stream().map(Region::title).toList();
  }

  @Test
  void partitionsThatOverlapStayWhereTheyAre() {
    Inspection twice = overlapping();
    Planner planner = new Planner();
    assertThat(planner.plan(twice, target("/t.raw"), CloneOptions.DEFAULT.sized(300 * MIB)))
        .isInstanceOf(Plan.class);
    assertRefused(
        planner.plan(twice, target("/t.raw"), CloneOptions.DEFAULT.sized(60 * MIB)),
        "Partition 2 overlaps another one, the table, or the end of the disk, so nothing can be"
            + " moved, replayed or made anew; clone it by blocks at its own size.");
  }

  private static Inspection overlapping() {
    return SampleDisk.of(64 * MIB)
        .withTable(TableType.DOS, new byte[512])
        .gap(0, MIB)
        .partition(1, MIB, "ext4", SampleDisk.clean(40 * MIB, FullCheck.EXT))
        .partition(2, 20 * MIB, "ext4", SampleDisk.clean(44 * MIB, FullCheck.EXT))
        .inspect();
  }

  @Test
  void stepsFollowThePieces() {
    Assembly assembly = assembly(server(), 400 * MIB);
    assertThat(assembly.steps())
        .extracting(Step::name)
        .containsExactly(
            "table", "copy", "copy", "copy", "copy", "resize", "copy", "verify", "publish");
    assertThat(assembly.steps().get(5).programs())
        .containsExactly("e2fsck", "resize2fs", "qemu-img");
    PlanResult vmdk =
        new Planner()
            .plan(
                server().inspect(),
                target("/t.vmdk"),
                CloneOptions.DEFAULT.sized(400 * MIB),
                server().abilities());
    assertThat(((Assembly) vmdk).steps())
        .extracting(Step::name)
        .endsWith("verify", "copy", "publish");
    assertThat(assembly.movedBytes())
        .isEqualTo(assembly.steps().get(7).bytes())
        .isGreaterThan(50 * MIB);
  }
}
