package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Partition.Role;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.junit.jupiter.api.Test;

/** A primary partition and an extended one with two logical ones; all numbers are sectors. */
class DosBytesTest {
  private static final int DISK = 40_000;
  private static final int FIRST_EBR = 10_000;
  private static final int SECOND_EBR = 20_000;

  private final MovedDisk disk = new MovedDisk(new byte[DISK * 512]);

  DosBytesTest() {
    Arrays.fill(disk.bytes, 0, 440, (byte) 0x11);
    disk.words().putInt(440, 0xcafe1234);
    entry(0, 0, 0x80, 0x83, 2048, 7_952);
    entry(0, 1, 0, 0x05, FIRST_EBR, 30_000);
    record(FIRST_EBR, 0x22);
    entry(FIRST_EBR, 0, 0, 0x83, 63, 9_000);
    entry(FIRST_EBR, 1, 0, 0x05, SECOND_EBR - FIRST_EBR, 12_048);
    record(SECOND_EBR, 0x33);
    entry(SECOND_EBR, 0, 0, 0x82, 2048, 10_000);
    disk.words().putShort(510, (short) 0xaa55);
  }

  private void record(int sector, int code) {
    Arrays.fill(disk.bytes, sector * 512, sector * 512 + 440, (byte) code);
    disk.words().putShort(sector * 512 + 510, (short) 0xaa55);
  }

  private void entry(int sector, int index, int flag, int type, int start, int count) {
    int at = sector * 512 + 446 + index * 16;
    disk.bytes[at] = (byte) flag;
    disk.bytes[at + 4] = (byte) type;
    disk.words().putInt(at + 8, start).putInt(at + 12, count);
  }

  private static Extent sectors(long start, long count) {
    return new Extent(start * 512, count * 512);
  }

  private static Partition partition(int number, Role role, String type, long start, long count) {
    return new Partition(
        number,
        sectors(start, count),
        role,
        type,
        Optional.empty(),
        Optional.empty(),
        "",
        number == 1);
  }

  private static PartitionTable table() {
    return new PartitionTable(
        TableType.DOS,
        Optional.of("0xcafe1234"),
        SectorSize.S512,
        List.of(
            partition(1, Role.PRIMARY, "83", 2048, 7_952),
            partition(2, Role.EXTENDED, "5", FIRST_EBR, 30_000),
            partition(5, Role.LOGICAL, "83", FIRST_EBR + 63, 9_000),
            partition(6, Role.LOGICAL, "82", SECOND_EBR + 2048, 10_000)));
  }

  private MovedDisk moved(Map<Integer, Extent> places) {
    TableBytes bytes = TableBytes.of(disk, table(), MovedDisk.moved(table(), places), DISK * 512L);
    return MovedDisk.of(bytes.patches(), DISK * 512);
  }

  private static void assertEntry(
      MovedDisk moved, int sector, int index, int type, int start, int count) {
    int at = sector * 512 + 446 + index * 16;
    assertThat(moved.bytes[at + 4] & 0xff).isEqualTo(type);
    assertThat(moved.words().getInt(at + 8)).isEqualTo(start);
    assertThat(moved.words().getInt(at + 12)).isEqualTo(count);
  }

  @Test
  void keepsEveryByteWhereNothingMoves() {
    MovedDisk same = moved(Map.of());
    for (int sector : new int[] {0, FIRST_EBR, SECOND_EBR}) {
      assertThat(same.read(sector * 512L, 512)).isEqualTo(disk.read(sector * 512L, 512));
    }
  }

  @Test
  void movesTheChainWithItsBootCode() {
    MovedDisk moved =
        moved(
            Map.of(
                1, sectors(2048, 5_952),
                2, sectors(8_000, 25_000),
                5, sectors(8_063, 6_000),
                6, sectors(15_000 + 2048, 12_000)));
    assertThat(moved.read(0, 446)).isEqualTo(disk.read(0, 446));
    assertEntry(moved, 0, 0, 0x83, 2048, 5_952);
    assertThat(moved.bytes[446] & 0xff).isEqualTo(0x80);
    assertEntry(moved, 0, 1, 0x05, 8_000, 25_000);
    assertThat(moved.read(8_000L * 512, 440)).containsOnly(0x22);
    assertEntry(moved, 8_000, 0, 0x83, 63, 6_000);
    assertEntry(moved, 8_000, 1, 0x05, 7_000, 14_048);
    assertThat(moved.read(15_000L * 512, 440)).containsOnly(0x33);
    assertEntry(moved, 15_000, 0, 0x82, 2048, 12_000);
  }

  @Test
  void writesCylindersAsFarAsTheyReach() {
    MovedDisk moved = moved(Map.of(1, sectors(2048, 63 * 100 - 2048)));
    assertThat(moved.read(446 + 5, 3)).containsExactly(99, 63, 0);
  }

  @Test
  void namesTheOldRecords() {
    assertThat(TableBytes.of(disk, table(), table(), DISK * 512L).old().toList())
        .containsExactly(sectors(0, 1), sectors(FIRST_EBR, 1), sectors(SECOND_EBR, 1));
  }

  @Test
  void refusesAChainThatOthersReadInAnotherWay() {
    entry(FIRST_EBR, 0, 0, 0x83, 64, 9_000);
    assertThatThrownBy(() -> moved(Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("linked in an unusual way");
  }

  @Test
  void refusesAChainThatLeadsBack() {
    entry(SECOND_EBR, 1, 0, 0x05, 0, 100);
    assertThatThrownBy(() -> moved(Map.of()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("linked in an unusual way");
  }

  @Test
  void refusesPartitionsOverTheTable() {
    assertThatThrownBy(() -> moved(Map.of(1, sectors(2048, FIRST_EBR))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("overlaps the partition table");
  }
}
