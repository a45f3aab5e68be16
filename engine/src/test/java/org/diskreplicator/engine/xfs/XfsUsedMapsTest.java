package org.diskreplicator.engine.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XfsUsedMapsTest {
  @TempDir Path folder = Path.of("");

  private static SyntheticXfs filled(int version) {
    SyntheticXfs xfs = SyntheticXfs.usual(version).perBlock(4);
    for (int group = 0; group < 3; group++) {
      for (int i = 0; i < 40; i++) {
        xfs.free(group, 400 + 7 * i, 1 + i % 5);
      }
    }
    return xfs;
  }

  private static ExtentSet expected(SyntheticXfs xfs) {
    ExtentSet.Builder free = ExtentSet.builder();
    for (int group = 0; group < 3; group++) {
      for (int i = 0; i < 40; i++) {
        long start = xfs.groupOffset(group) + (400L + 7L * i) * xfs.block;
        free.add(start, start + (1 + i % 5) * (long) xfs.block);
      }
    }
    return free.build();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void the_records_of_all_trees_are_free(int version) throws IOException {
    SyntheticXfs xfs = filled(version);

    UsedMap map = map(xfs, 10_000);

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.XFS);
    assertThat(map.reason()).isEqualTo("free blocks by its trees");
    assertThat(map.free()).isEqualTo(expected(xfs));
    assertThat(map.size()).as("what lies behind is used").isEqualTo(xfs.size() + 10_000);
  }

  @Test
  void a_full_file_system_has_nothing_free() throws IOException {
    UsedMap map = map(SyntheticXfs.usual(5));

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "1024, 1024", "4096, 512", "4096, 4096", "65536, 4096"})
  void any_size_of_blocks_and_sectors(int block, int sector) throws IOException {
    SyntheticXfs xfs = new SyntheticXfs(5, block, sector, 2, 300, 200);
    xfs.free(0, 250, 50).free(1, 150, 20).free(1, 180, 20);

    assertThat(map(xfs).free())
        .isEqualTo(
            ExtentSet.of(
                Extent.between(250L * block, 300L * block),
                Extent.between(450L * block, 470L * block),
                Extent.between(480L * block, 500L * block)));
  }

  /** Neighbouring seeds of {@code Random} give the same first number; these do not. */
  static Stream<SplittableRandom> seeds() {
    return IntStream.range(0, 60).mapToObj(SplittableRandom::new);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_tree_is_read_back(SplittableRandom random) throws IOException {
    SyntheticXfs xfs = new SyntheticXfs(4 + random.nextInt(2), 1024, 512, 2, 4096, 3000);
    xfs.perBlock(2 + random.nextInt(60));
    ExtentSet.Builder free = ExtentSet.builder();
    for (int group = 0; group < 2; group++) {
      int at = 1100 + random.nextInt(100);
      while (at < 2900) {
        int length = 1 + random.nextInt(8);
        xfs.free(group, at, length);
        long start = xfs.groupOffset(group) + at * 1024L;
        free.add(start, start + length * 1024L);
        at += length + 1 + random.nextInt(8);
      }
    }

    assertThat(map(xfs).free()).isEqualTo(free.build());
  }

  @ParameterizedTest
  @CsvSource({
    "version 3, 101, 0xa3",
    "unknown feature of old, 203, 0x8b",
    "unknown read-only feature, 215, 0x1f",
    "unknown incompatible feature, 219, 0x4b",
    "unknown feature of the log, 223, 2",
    "real-time blocks, 23, 1",
    "real-time extents, 31, 1"
  })
  void what_is_unknown_is_unsupported(String name, int offset, String value) throws IOException {
    UsedMap map = map(filled(5).patch(offset, Integer.decode(value)));

    assertAllUsed(map, ContentState.UNSUPPORTED);
  }

  @Test
  void a_log_on_another_device_is_unsupported() throws IOException {
    assertAllUsed(map(filled(5).patch(48, new int[8])), ContentState.UNSUPPORTED);
  }

  @Test
  void a_shared_file_system_is_unsupported() throws IOException {
    assertAllUsed(map(filled(4).patch(100, 0xb6)), ContentState.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({
    "magic, 0, 0",
    "block size 0, 6, 0",
    "block size no power of two, 7, 1",
    "sector size 0, 102, 0",
    "sector size no power of two, 103, 3",
    "sector larger than a block, 102, 8",
    "more blocks than there are, 8, 1",
    "fewer blocks, 14, 0",
    "other number of groups, 91, 4",
    "groups too small, 86, 0",
    "numbers too short for the groups, 124, 9",
    "numbers too long for the groups, 124, 32",
    "log in another group than there is, 48, 1",
    "log larger than its group, 98, 9",
    "no log, 99, 0",
    "was never made completely, 126, 1",
    "needs a repair, 219, 0x1b",
    "other count of free blocks, 151, 0",
    "other identifier inside, 219, 0xf"
  })
  void a_superblock_without_sense_is_damaged(String name, int offset, String value)
      throws IOException {
    assertAllUsed(map(filled(5).patch(offset, Integer.decode(value))), ContentState.DAMAGED);
  }

  @Test
  void every_byte_of_the_superblock_counts() throws IOException {
    assertAllUsed(map(filled(5).damage(500, 1)), ContentState.DAMAGED);
  }

  @Test
  void the_identifier_inside_may_be_another_one() throws IOException {
    SyntheticXfs xfs = filled(5);
    int[] id = new int[16];
    for (int i = 0; i < 16; i++) {
      id[i] = (int) (0x0123456789abcdefL >>> (8 * (7 - i % 8))) & 0xff;
    }
    int header = xfs.logBlock(2) + 304;
    xfs.patch(219, 0xf).patch(248, id).patch(32, 9).patch(header, 9);

    assertThat(map(xfs).free()).isEqualTo(expected(xfs));
  }

  @ParameterizedTest
  @CsvSource({
    "magic, 0, 0",
    "version, 7, 2",
    "number of the group, 11, 7",
    "length, 15, 1",
    "root behind the end, 16, 1",
    "root in the headers, 19, 1",
    "no levels, 31, 0",
    "too many levels, 31, 10",
    "one level too many, 31, 4",
    "start of the list, 42, 9",
    "end of the list, 46, 9",
    "other end of the list, 47, 2",
    "length of the list, 51, 3",
    "free blocks, 55, 0",
    "longest range, 59, 9",
    "blocks of trees, 63, 9",
    "identifier, 64, 9"
  })
  void a_wrong_group_header_is_damaged(String name, int offset, int value) throws IOException {
    SyntheticXfs xfs = filled(5);
    xfs.patch(xfs.header(1) + offset, value);

    assertAllUsed(map(xfs), ContentState.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({"magic, 0, 0", "number of the group, 7, 9", "identifier, 8, 9", "block, 36, 1"})
  void a_wrong_list_is_damaged(String name, int offset, int value) throws IOException {
    SyntheticXfs xfs = filled(5);
    xfs.patch(xfs.list(2) + offset, value);

    assertAllUsed(map(xfs), ContentState.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({
    "magic, 0, 0",
    "level, 5, 1",
    "count, 7, 1",
    "large count, 6, 1",
    "left, 8, 0",
    "right, 12, 0",
    "place, 16, 1",
    "identifier, 32, 9",
    "group, 51, 7",
    "first key, 59, 1",
    "second key, 67, 1"
  })
  void a_wrong_root_is_damaged(String name, int offset, int value) throws IOException {
    SyntheticXfs xfs = filled(5).build();
    xfs.patch(xfs.rootOffset(1) + offset, value);

    assertAllUsed(map(xfs), ContentState.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({
    "level, 5, 1",
    "no records, 7, 0",
    "fewer records, 7, 3",
    "left, 11, 9",
    "right, 15, 9",
    "start of the first record, 58, 0",
    "start of the second record, 66, 0",
    "record that is empty, 71, 0",
    "record that overlaps the next, 71, 100",
    "record behind the end, 69, 1"
  })
  void a_wrong_leaf_is_damaged(String name, int offset, int value) throws IOException {
    for (int version : new int[] {4, 5}) {
      SyntheticXfs xfs = filled(version);
      int shorter = version == 4 && offset >= 56 ? 40 : 0;
      xfs.patch(xfs.groupOffset(0) + 127 * xfs.block + offset - shorter, value);

      assertAllUsed(map(xfs), ContentState.DAMAGED);
    }
  }

  @Test
  void every_byte_of_a_tree_counts() throws IOException {
    SyntheticXfs xfs = filled(5);
    assertAllUsed(
        map(xfs.damage(xfs.groupOffset(0) + 127 * xfs.block + 1000, 1)), ContentState.DAMAGED);
  }

  /** A tree whose root is its own child would have no end. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void a_tree_in_a_circle_is_damaged(int version) throws IOException {
    SyntheticXfs xfs = filled(version).build();
    int root = xfs.rootOffset(0);
    int header = version == 5 ? 56 : 16;
    int pointer = root + header + (xfs.block - header) / 12 * 8;
    xfs.patch(pointer, 0, 0, 0, root / xfs.block);

    assertAllUsed(map(xfs), ContentState.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({"headers, 1, 2", "list, 91, 1", "tree, 103, 1", "log, 80, 30", "log's end, 95, 1"})
  void what_is_in_use_cannot_be_free(String name, int start, int length) throws IOException {
    assertAllUsed(map(SyntheticXfs.usual(5).free(1, start, length)), ContentState.DAMAGED);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_damage_is_survived(SplittableRandom random) throws IOException {
    SyntheticXfs xfs = filled(4);
    for (int i = 0; i < 6; i++) {
      int[] areas = {0, 512, 100 * 1024, xfs.logOffset(), xfs.header(1), 0};
      xfs.damage(areas[random.nextInt(6)] + random.nextInt(2048), random.nextInt(256));
    }

    UsedMap map = map(xfs);

    assertThat(map.usedBytes()).isBetween(0L, map.size());
  }

  @Test
  void a_file_system_larger_than_its_region_is_all_used() throws IOException {
    Path disk = folder.resolve("disk");
    Extent region = filled(5).write(disk, 0);

    UsedMap map = new XfsUsedMaps().read(disk, new Extent(region.offset(), region.length() - 1024));

    assertAllUsed(map, ContentState.DAMAGED);
    assertThat(map.reason()).isEqualTo("it is larger than the space that it lies in");
  }

  @Test
  void what_cannot_be_read_is_all_used() throws IOException {
    Extent region = new Extent(0, 1 << 20);
    Path shortDisk = Files.write(folder.resolve("short"), new byte[100]);

    assertAllUsed(new XfsUsedMaps().read(folder.resolve("no"), region), ContentState.DAMAGED);
    assertAllUsed(new XfsUsedMaps().read(shortDisk, region), ContentState.DAMAGED);
    assertAllUsed(new XfsUsedMaps().read(shortDisk, new Extent(0, 10)), ContentState.DAMAGED);
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
    assertThat(map.reason()).isNotBlank();
  }

  private UsedMap map(SyntheticXfs xfs) throws IOException {
    return map(xfs, 0);
  }

  private UsedMap map(SyntheticXfs xfs, int bytesBehind) throws IOException {
    Path disk = folder.resolve("disk");
    return new XfsUsedMaps().read(disk, xfs.write(disk, bytesBehind));
  }
}
