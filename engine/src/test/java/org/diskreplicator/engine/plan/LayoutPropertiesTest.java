package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every disk, every size and every wish; each seed is many of them. */
final class LayoutPropertiesTest {
  private static final TargetFacts TARGET =
      new TargetFacts(
          Path.of("/t.qcow2"),
          TargetFacts.Place.FREE,
          TargetFacts.Folder.WRITABLE,
          false,
          Long.MAX_VALUE,
          Long.MAX_VALUE);
  private static final Pattern LEAST =
      Pattern.compile("give --size (\\d+)M or more, as the source can be brought to (\\d+) bytes");
  private static final int DISKS = 60;

  /** A disk and what is asked of it. */
  private record Case(LayoutDisk disk, Inspection source, CloneOptions options) {
    PlanResult plan(long size) {
      return new Planner().plan(source, TARGET, options.sized(size), disk.abilities());
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aPlanIsSoundOrNamesASizeThatWorks(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < DISKS; i++) {
      Case any = any(random);
      long size = size(random, any.source());
      PlanResult result = any.plan(size);
      if (isMirror(result)) {
        assertThat(size).isGreaterThanOrEqualTo(any.source().scope().length());
      } else if (result instanceof PlanResult.Rejection refused) {
        assertTheNamedSizeWorks(any, refused.reason());
      } else if (result instanceof Assembly assembly) {
        assertSound(any, assembly);
      }
    }
  }

  /** These disks have no bytes, so that a mirror of a larger one finds no GPT to move. */
  private static boolean isMirror(PlanResult result) {
    return result instanceof Plan
        || (result instanceof PlanResult.Rejection refused
            && refused.reason().startsWith("The primary GPT"));
  }

  private static void assertTheNamedSizeWorks(Case any, String reason) {
    Matcher least = LEAST.matcher(reason);
    if (!least.find()) {
      assertThat(reason)
          .matches("(Partition \\d+ cannot grow|There is no room).* larger --size\\.");
      return;
    }
    long exact = Long.parseLong(least.group(2));
    for (long size : new long[] {exact, Long.parseLong(least.group(1)) * MIB, exact + 7 * MIB}) {
      PlanResult result = any.plan(size);
      assertThat(isMirror(result) || result instanceof Assembly).as(reason).isTrue();
      if (result instanceof Assembly assembly) {
        assertSound(any, assembly);
      }
    }
    int sector = any.source().table().orElseThrow().sectorSize().bytes();
    assertThat(any.plan(exact - sector)).isInstanceOf(PlanResult.Rejection.class);
  }

  private static void assertSound(Case any, Assembly assembly) {
    PartitionTable old = any.source().table().orElseThrow();
    PartitionTable table = assembly.table().orElse(old);
    assertIdentitiesStay(old, table);
    assertThat(holders(table))
        .isSortedAccordingTo(Comparator.comparingLong(LayoutPropertiesTest::start));
    assertApart(holders(table).stream().map(Partition::extent).toList(), assembly.virtualSize());
    assertPlaces(assembly, old, table);
    assertContainers(table);
    assertPieces(any, assembly);
  }

  private static long start(Partition partition) {
    return partition.extent().offset();
  }

  /** By their places on the source: as the test describes its disks, by role and number. */
  private static List<Partition> holders(PartitionTable table) {
    return table.partitions().stream()
        .filter(partition -> partition.role() != Partition.Role.EXTENDED)
        .toList();
  }

  private static void assertIdentitiesStay(PartitionTable old, PartitionTable table) {
    assertThat(table.partitions())
        .usingRecursiveComparison()
        .ignoringFields("extent")
        .isEqualTo(old.partitions());
    assertThat(table.id()).isEqualTo(old.id());
    assertThat(table.sectorSize()).isEqualTo(old.sectorSize());
  }

  private static void assertApart(List<Extent> extents, long end) {
    long position = 0;
    for (Extent extent : extents) {
      assertThat(extent.offset()).isGreaterThanOrEqualTo(position);
      position = extent.end();
    }
    assertThat(position).isLessThanOrEqualTo(end);
  }

  private static void assertPlaces(Assembly assembly, PartitionTable old, PartitionTable table) {
    boolean changed = false;
    boolean cutsGaps =
        assembly.warnings().stream().anyMatch(text -> text.contains("of the gap at"));
    long size = assembly.virtualSize();
    for (int i = 0; i < holders(old).size(); i++) {
      Extent before = holders(old).get(i).extent();
      Extent after = holders(table).get(i).extent();
      long grain = Math.min(MIB, Long.lowestOneBit(before.offset()));
      assertThat(after.offset() % grain).isZero();
      assertThat(after.length() % table.sectorSize().bytes()).isZero();
      if (i == 0 || (!changed && !cutsGaps)) {
        assertThat(after.offset()).isEqualTo(before.offset());
      }
      changed |= !after.equals(before);
    }
    long reserve = table.type() == TableType.GPT ? SourceLayout.reserve(table) : 0;
    holders(table)
        .forEach(found -> assertThat(found.extent().end()).isLessThanOrEqualTo(size - reserve));
  }

  private static void assertContainers(PartitionTable table) {
    for (Partition container : table.partitions()) {
      if (container.role() != Partition.Role.EXTENDED) {
        continue;
      }
      for (Partition other : holders(table)) {
        boolean inside = other.role() == Partition.Role.LOGICAL;
        assertThat(container.extent().contains(other.extent())).isEqualTo(inside);
        assertThat(container.extent().overlaps(other.extent())).isEqualTo(inside);
      }
      assertRoomForRecords(container, holders(table));
    }
  }

  /** Each logical partition has a sector before it in which its record can lie. */
  private static void assertRoomForRecords(Partition container, List<Partition> holders) {
    long end = container.extent().offset();
    for (Partition logical : holders) {
      if (logical.role() == Partition.Role.LOGICAL) {
        assertThat(logical.extent().offset()).isGreaterThan(end);
        end = logical.extent().end();
      }
    }
  }

  private static void assertPieces(Case any, Assembly assembly) {
    assertApart(assembly.pieces().stream().map(Piece::target).toList(), assembly.virtualSize());
    for (Piece piece : assembly.pieces()) {
      assertThat(assembly.place(piece).contains(piece.target())).isTrue();
      Ability ability = any.disk().abilities().of(piece.source());
      if (piece instanceof Piece.Copied) {
        assertThat(piece.target().length()).isEqualTo(piece.source().extent().length());
      } else if (piece instanceof Piece.Resized) {
        assertResized(piece, ability);
      } else {
        assertThat(piece.target().length())
            .isGreaterThanOrEqualTo(ability.rebuilding().orElseThrow().smallest());
      }
    }
    long partitions =
        any.source().regions().stream().filter(region -> region.partition().isPresent()).count();
    assertThat(assembly.pieces().stream().filter(piece -> piece.source().partition().isPresent()))
        .hasSize((int) partitions);
  }

  private static void assertResized(Piece piece, Ability ability) {
    long before = piece.source().extent().length();
    long after = piece.target().length();
    if (after < before) {
      assertThat(after).isGreaterThanOrEqualTo(ability.smallestResized().orElseThrow());
    } else {
      assertThat(ability.grows()).isTrue();
    }
  }

  private static Case any(Random random) {
    SectorSize sector = random.nextInt(4) == 0 ? SectorSize.S4096 : SectorSize.S512;
    TableType type = random.nextBoolean() ? TableType.GPT : TableType.DOS;
    long grain = random.nextInt(4) == 0 ? sector.bytes() : MIB;
    LayoutDisk disk =
        LayoutDisk.of(type, sector).gap(random.nextInt(3) == 0 ? 63L * sector.bytes() : MIB);
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      add(random, disk, type, grain, sector, count - i);
    }
    if (disk.inContainer()) {
      disk.gap(random.nextInt(2) * MIB).closeContainer();
    }
    disk.gap(random.nextInt(3) == 0 ? random.nextInt(64) * MIB : 0);
    disk.gap(type == TableType.GPT ? Math.max(MIB, 34L * sector.bytes()) : 0);
    Inspection source = disk.inspect();
    return new Case(disk, source, options(random, source));
  }

  private static void add(
      Random random, LayoutDisk disk, TableType type, long grain, SectorSize sector, int left) {
    if (type == TableType.DOS && left > 1 && !disk.inContainer() && random.nextInt(4) == 0) {
      disk.openContainer();
    }
    if (disk.inContainer()) {
      disk.gap(Math.max(grain, sector.bytes()));
    }
    disk.gap(random.nextInt(4) == 0 ? random.nextInt(40) * MIB : 0);
    long bytes = grain * (1 + random.nextInt((int) (300 * MIB / grain)));
    String content = List.of("ext4", "xfs", "vfat", "swap", "", "ntfs").get(random.nextInt(6));
    disk.partition(content, bytes, ability(random, content, bytes));
  }

  private static Ability ability(Random random, String content, long bytes) {
    long smallest = 1 + (long) (random.nextDouble() * bytes * 1.1);
    return switch (content) {
      case "ext4" ->
          new Ability(
              smallest <= bytes ? OptionalLong.of(smallest) : OptionalLong.empty(),
              random.nextBoolean(),
              Optional.of(new Ability.Rebuilding("ext", smallest * 9 / 10, true, Set.of())),
              "why",
              "");
      case "ntfs" -> LayoutDisk.resizing(smallest);
      case "xfs" -> LayoutDisk.rebuilding(smallest);
      case "vfat", "swap" -> LayoutDisk.rebuilding(content, smallest, false);
      default -> Ability.none("nobody knows it");
    };
  }

  private static CloneOptions options(Random random, Inspection source) {
    List<Integer> numbers =
        source.regions().stream()
            .flatMap(region -> region.partition().stream())
            .map(Partition::number)
            .toList();
    Map<Integer, Strategy> strategies = new TreeMap<>();
    numbers.stream()
        .filter(number -> random.nextInt(4) == 0)
        .forEach(number -> strategies.put(number, strategy(random)));
    Growth growth =
        switch (random.nextInt(4)) {
          case 0 -> Growth.NONE;
          case 1 -> Growth.of(numbers.get(random.nextInt(numbers.size())));
          default -> Growth.LAST;
        };
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
        usual.format(),
        usual.size(),
        strategy(random),
        usual.compression(),
        usual.existing(),
        usual.proof(),
        usual.trust(),
        usual.sourceFormat(),
        usual.subclusters(),
        strategies,
        growth);
  }

  private static Strategy strategy(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Strategy.RAW;
      case 1 -> Strategy.FILES;
      default -> Strategy.BLOCKS;
    };
  }

  private static long size(Random random, Inspection source) {
    int sector = source.table().orElseThrow().sectorSize().bytes();
    long whole = source.scope().length();
    long any = (long) (whole * (0.1 + random.nextDouble() * 1.5));
    return random.nextInt(8) == 0 ? whole : Math.max(1, any / sector) * sector;
  }
}
