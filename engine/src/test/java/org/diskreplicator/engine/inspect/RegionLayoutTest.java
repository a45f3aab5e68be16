package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.diskreplicator.engine.inspect.RegionLayout.Slot;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Partition.Role;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RegionLayoutTest {
  private static final long MIB = 1L << 20;
  private static final Extent DISK = new Extent(0, 100 * MIB);

  private static Partition partition(int number, Role role, long start, long end) {
    return new Partition(
        number,
        Extent.between(start, end),
        role,
        "83",
        Optional.empty(),
        Optional.empty(),
        "",
        false);
  }

  private static Partition primary(int number, long startMib, long endMib) {
    return partition(number, Role.PRIMARY, startMib * MIB, endMib * MIB);
  }

  private static List<Slot> slots(TableType type, Partition... partitions) {
    return slots(type, DISK, partitions);
  }

  private static List<Slot> slots(TableType type, Extent scope, Partition... partitions) {
    PartitionTable table =
        new PartitionTable(type, Optional.empty(), SectorSize.S512, List.of(partitions));
    return new RegionLayout(table, DISK).slots(scope);
  }

  private static String text(Slot slot) {
    return slot.partition().map(found -> "#" + found.number()).orElse("gap")
        + " "
        + slot.extent().offset() / MIB
        + "-"
        + slot.extent().end() / MIB;
  }

  @Test
  void gapsFillWhatPartitionsLeave() {
    List<Slot> slots = slots(TableType.GPT, primary(2, 50, 60), primary(1, 1, 20));
    assertThat(slots)
        .extracting(RegionLayoutTest::text)
        .containsExactly("gap 0-1", "#1 1-20", "gap 20-50", "#2 50-60", "gap 60-100");
    assertThat(slots).allMatch(slot -> slot.doubt().isEmpty());
  }

  @Test
  void aTableWithoutPartitionsIsAllGap() {
    assertThat(slots(TableType.DOS))
        .extracting(RegionLayoutTest::text)
        .containsExactly("gap 0-100");
  }

  @Test
  void anExtendedPartitionIsGapBesideItsLogicalOnes() {
    List<Slot> slots =
        slots(
            TableType.DOS,
            primary(1, 1, 10),
            partition(2, Role.EXTENDED, 10 * MIB, 90 * MIB),
            partition(5, Role.LOGICAL, 11 * MIB, 40 * MIB),
            partition(6, Role.LOGICAL, 41 * MIB, 90 * MIB));
    assertThat(slots)
        .extracting(RegionLayoutTest::text)
        .containsExactly(
            "gap 0-1", "#1 1-10", "gap 10-11", "#5 11-40", "gap 40-41", "#6 41-90", "gap 90-100");
    assertThat(slots).allMatch(slot -> slot.doubt().isEmpty());
  }

  @Test
  void partitionsThatShareAByteAreDoubtfulBoth() {
    List<Slot> slots =
        slots(TableType.DOS, primary(1, 1, 20), primary(2, 19, 30), primary(3, 30, 40));
    assertThat(slots)
        .extracting(RegionLayoutTest::text, Slot::doubt)
        .contains(
            tuple("#1 1-20", Optional.of("it overlaps partition 2")),
            tuple("#2 19-30", Optional.of("it overlaps partition 1")),
            tuple("#3 30-40", Optional.empty()));
  }

  @ParameterizedTest(name = "sectors of {0} bytes: a partition from {1} to {2}")
  @CsvSource({
    "512, 17408, 104840704, true",
    "512, 16896, 20000256, false",
    "512, 17408, 104841216, false",
    "4096, 24576, 104837120, true",
    "4096, 20480, 20000768, false",
    "4096, 24576, 104841216, false"
  })
  void whereThePartitionTableEndsAPartitionMayBegin(
      int sector, long start, long end, boolean fits) {
    PartitionTable table =
        new PartitionTable(
            TableType.GPT,
            Optional.empty(),
            new SectorSize(sector),
            List.of(partition(1, Role.PRIMARY, start, end)));
    List<Slot> slots = new RegionLayout(table, DISK).slots(DISK);
    assertThat(slots).filteredOn(slot -> slot.doubt().isPresent()).hasSize(fits ? 0 : 1);
  }

  @Test
  void aPrimaryPartitionInsideAnExtendedOneIsDoubtful() {
    List<Slot> slots =
        slots(
            TableType.DOS,
            partition(1, Role.EXTENDED, 10 * MIB, 90 * MIB),
            primary(2, 20, 30),
            partition(5, Role.LOGICAL, 80 * MIB, 95 * MIB));
    assertThat(slots)
        .filteredOn(slot -> slot.partition().isPresent())
        .extracting(Slot::doubt)
        .containsOnly(Optional.of("it overlaps partition 1"));
  }

  @Test
  void aPartitionThatEndsBehindTheDiskIsCutAndDoubtful() {
    List<Slot> slots =
        slots(
            TableType.DOS,
            partition(1, Role.PRIMARY, 50 * MIB, Long.MAX_VALUE),
            primary(2, 100, 200),
            primary(3, 300, 400));
    assertThat(slots)
        .extracting(RegionLayoutTest::text, Slot::doubt)
        .containsExactly(
            tuple("gap 0-50", Optional.empty()),
            tuple("#1 50-100", Optional.of("it ends behind the end of the disk")));
  }

  @ParameterizedTest
  @CsvSource({
    "DOS, 0, 512, true",
    "DOS, 512, 1024, false",
    "GPT, 1024, 1048576, true",
    "GPT, 17408, 1048576, false",
    "GPT, 1048576, 104857600, true",
    "GPT, 1048576, 104840704, false"
  })
  void aPartitionOverTheTableIsDoubtful(TableType type, long start, long end, boolean doubtful) {
    Slot slot =
        slots(type, partition(1, Role.PRIMARY, start, end)).stream()
            .filter(found -> found.partition().isPresent())
            .findFirst()
            .orElseThrow();
    assertThat(slot.doubt())
        .isEqualTo(doubtful ? Optional.of("it overlaps the partition table") : Optional.empty());
  }

  @Test
  void theScopeOfOnePartitionIsThatPartitionAlone() {
    Partition wanted = primary(2, 20, 30);
    List<Slot> slots = slots(TableType.GPT, wanted.extent(), primary(1, 1, 20), wanted);
    assertThat(slots).extracting(RegionLayoutTest::text).containsExactly("#2 20-30");
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void slotsOfASoundTableCoverTheDiskExactly(long seed) {
    Random random = new Random(seed);
    List<Partition> partitions = new ArrayList<>();
    long position = 1L + random.nextInt(5);
    for (int number = 1; number < 20; number++) {
      long end = position + 1L + random.nextInt(10);
      if (end > 99) {
        break;
      }
      partitions.add(primary(number, position, end));
      position = end + random.nextInt(4);
    }
    Collections.shuffle(partitions, random);
    List<Slot> slots = slots(TableType.GPT, partitions.toArray(Partition[]::new));
    long covered = 0;
    for (Slot slot : slots) {
      assertThat(slot.extent().offset()).isEqualTo(covered);
      covered = slot.extent().end();
    }
    assertThat(covered).isEqualTo(DISK.end());
    assertThat(slots).allMatch(slot -> slot.doubt().isEmpty());
    assertThat(slots.stream().flatMap(slot -> slot.partition().stream()))
        .containsExactlyInAnyOrderElementsOf(partitions);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noByteOfAnyTableIsLeftOutAndEveryOverlapIsDoubtful(long seed) {
    Random random = new Random(seed);
    List<Partition> partitions = new ArrayList<>();
    for (int number = 1; number <= 1 + random.nextInt(8); number++) {
      long start = random.nextInt(120);
      partitions.add(primary(number, start, start + 1 + random.nextInt(40)));
    }
    List<Slot> slots = slots(TableType.DOS, partitions.toArray(Partition[]::new));
    assertThat(ExtentSet.of(slots.stream().map(Slot::extent).toList()).toList())
        .containsExactly(DISK);
    for (Slot slot : slots) {
      boolean overlaps =
          slots.stream()
              .anyMatch(other -> !other.partition().equals(slot.partition()) && meets(other, slot));
      assertThat(slot.doubt().isPresent() || !overlaps).as("%s", slot).isTrue();
    }
  }

  private static boolean meets(Slot one, Slot other) {
    return one.extent().overlaps(other.extent());
  }
}
