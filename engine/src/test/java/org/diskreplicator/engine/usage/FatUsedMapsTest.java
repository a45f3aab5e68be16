package org.diskreplicator.engine.usage;

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

class FatUsedMapsTest {
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"12, 50", "12, 4084", "16, 4085", "16, 65524", "32, 65525", "32, 70000", "32, 900"})
  void an_empty_volume_is_free_from_its_first_to_its_last_cluster(int bits, int clusters)
      throws IOException {
    SyntheticFat fat = new SyntheticFat(bits, clusters, 512, 1, 2);

    UsedMap map = map(fat);

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.reason()).isEqualTo("free clusters by its table (FAT" + bits + ")");
    assertThat(map.check()).contains(FullCheck.FAT);
    assertThat(map.free()).isEqualTo(ExtentSet.of(Extent.between(fat.dataOffset(), fat.size())));
  }

  @Test
  void every_entry_but_zero_is_used() throws IOException {
    SyntheticFat fat =
        new SyntheticFat(16, 5000, 512, 4, 2)
            .entry(2, 0xffff)
            .entry(4, 0xfff7)
            .entry(6, 1)
            .entry(7, 8)
            .entry(8, 0xfff8)
            .entry(5001, 0xfff0);

    assertThat(map(fat).free()).isEqualTo(expected(fat, 5000));
    assertThat(map(fat).free().totalBytes()).isEqualTo((5000 - 6) * 2048);
  }

  @Test
  void reserved_bits_alone_keep_a_cluster_of_fat32() throws IOException {
    SyntheticFat fat = new SyntheticFat(32, 70_000, 512, 1, 2).entry(9, 0xf0000000);

    assertThat(map(fat).free().contains(fat.dataOffset() + 7 * 512)).isFalse();
  }

  @Test
  void what_lies_behind_the_last_cluster_is_used() throws IOException {
    SyntheticFat fat = new SyntheticFat(12, 100, 512, 8, 2).extraSectors(7);

    UsedMap map = map(fat, 10_000);

    assertThat(map.free())
        .isEqualTo(ExtentSet.of(Extent.between(fat.dataOffset(), fat.size() - 7 * 512)));
    assertThat(map.size()).isEqualTo(fat.size() + 10_000);
  }

  @Test
  void a_table_may_be_full_but_not_too_small() throws IOException {
    SyntheticFat full = new SyntheticFat(16, 5117, 512, 1, 1).extraSectors(1);
    SyntheticFat tooSmall = new SyntheticFat(16, 5117, 512, 1, 1).extraSectors(2);

    assertThat(map(full).free().totalBytes()).isEqualTo(5118 * 512);
    assertAllUsed(map(tooSmall), ContentState.DAMAGED);
  }

  /** Neighbouring seeds of {@code Random} give the same first number; these do not. */
  static Stream<SplittableRandom> seeds() {
    return IntStream.range(0, 60).mapToObj(SplittableRandom::new);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_table_is_read_back(SplittableRandom random) throws IOException {
    int bits = new int[] {12, 12, 16, 32}[random.nextInt(4)];
    int clusters =
        switch (bits) {
          case 12 -> 1 + random.nextInt(4084);
          case 16 -> 4085 + random.nextInt(8000);
          default -> 1 + random.nextInt(30_000);
        };
    SyntheticFat fat =
        new SyntheticFat(
            bits,
            clusters,
            512 << random.nextInt(2),
            1 << random.nextInt(3),
            1 + random.nextInt(3));
    int density = random.nextInt(101);
    for (int cluster = 2; cluster < clusters + 2; cluster++) {
      boolean used = random.nextInt(100) < density;
      fat.entry(cluster, used ? 1 + random.nextInt((1 << Math.min(bits, 28)) - 1) : 0);
    }

    assertThat(map(fat).free()).isEqualTo(expected(fat, clusters));
  }

  @Test
  void pieces_of_a_large_table_join() throws IOException {
    int clusters = 600_000;
    SyntheticFat fat = new SyntheticFat(32, clusters, 512, 1, 2);
    for (int cluster : new int[] {2, (1 << 18) - 1, 1 << 19, clusters + 1}) {
      fat.entry(cluster, 0x0fffffff);
    }

    assertThat(map(fat).free()).isEqualTo(expected(fat, clusters));
    assertThat(map(fat).free().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "12, 37, 1",
    "16, 37, 1",
    "16, 37, 2",
    "16, 37, 255",
    "32, 65, 1",
    "32, 65, 2",
    "32, 65, 3"
  })
  void a_dirty_boot_sector_is_all_used(int bits, int offset, int value) throws IOException {
    SyntheticFat fat = new SyntheticFat(bits, clusters(bits), 512, 1, 2).patch(offset, value);

    assertAllUsed(map(fat), ContentState.DIRTY);
  }

  @ParameterizedTest
  @CsvSource({"16, 0x7fff", "16, 0xbfff", "16, 0", "32, 0x07ffffff", "32, 0x0bffffff", "32, 0"})
  void a_dirty_table_is_all_used(int bits, String entry) throws IOException {
    SyntheticFat fat =
        new SyntheticFat(bits, clusters(bits), 512, 1, 2).entry(1, Integer.decode(entry));

    assertAllUsed(map(fat), ContentState.DIRTY);
  }

  @Test
  void fat12_has_no_flags_in_its_table() throws IOException {
    SyntheticFat fat = new SyntheticFat(12, 100, 512, 1, 2).entry(1, 0);

    assertThat(map(fat).state()).isEqualTo(ContentState.CLEAN);
  }

  @Test
  void the_flags_of_fat32_are_no_flags_of_fat16() throws IOException {
    SyntheticFat fat = new SyntheticFat(16, 5000, 512, 1, 2).patch(65, 1);

    assertThat(map(fat).state()).isEqualTo(ContentState.CLEAN);
  }

  @ParameterizedTest
  @CsvSource({"12, 2, 1", "16, 2, 1", "32, 2, 1", "32, 3, 1", "32, 3, 2"})
  void copies_that_differ_are_all_used(int bits, int tables, int copy) throws IOException {
    SyntheticFat fat = new SyntheticFat(bits, clusters(bits), 512, 1, tables);
    fat.patch(fat.tableOffset(copy) + 20, 0xff);

    assertAllUsed(map(fat), ContentState.DAMAGED);
  }

  @Test
  void what_lies_behind_the_last_entry_may_differ() throws IOException {
    SyntheticFat fat = new SyntheticFat(16, 5000, 512, 1, 2);
    fat.patch(fat.tableOffset(0) + 2 * 5002, 0xff);

    assertThat(map(fat).state()).isEqualTo(ContentState.CLEAN);
  }

  @Test
  void without_mirroring_equal_copies_will_do() throws IOException {
    SyntheticFat fat = new SyntheticFat(32, 70_000, 512, 1, 2).patch(40, 0x81);

    assertThat(map(fat).state()).isEqualTo(ContentState.CLEAN);
  }

  @ParameterizedTest
  @CsvSource({
    "no sector size, 11, 0 0",
    "sector size no power of two, 11, 0 3",
    "sector size too small, 11, 0 1",
    "sector size too large, 11, 0 64",
    "no cluster size, 13, 0",
    "cluster size no power of two, 13, 3",
    "no reserved sectors, 14, 0 0",
    "data area behind the end, 14, 255 255",
    "no tables, 16, 0",
    "more tables than fit, 16, 255",
    "root directory of part of a sector, 17, 1 0",
    "no root directory, 17, 0 0",
    "no sectors, 19, 0 0",
    "one sector, 19, 1 0",
    "two numbers of sectors, 32, 9 9 9 9",
    "impossible media byte, 21, 1",
    "media byte that the table has not, 21, 249",
    "table too small, 22, 1 0",
    "table larger than the volume, 22, 255 255",
    "no table size, 22, 0 0"
  })
  void hostile_fields_are_all_used(String name, int offset, String bytes) throws IOException {
    SyntheticFat fat = new SyntheticFat(16, 5000, 512, 1, 2).patch(offset, bytes(bytes));

    assertAllUsed(map(fat), ContentState.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({
    "largest number of sectors, 32, 255 255 255 255, DAMAGED",
    "largest table, 36, 255 255 255 255, DAMAGED",
    "no table, 36, 0 0 0 0, DAMAGED",
    "root directory entries, 17, 16 0, DAMAGED",
    "unknown version, 42, 1 0, UNSUPPORTED"
  })
  void hostile_fields_of_fat32_are_all_used(
      String name, int offset, String bytes, ContentState state) throws IOException {
    SyntheticFat fat = new SyntheticFat(32, 70_000, 512, 1, 2).patch(offset, bytes(bytes));

    assertAllUsed(map(fat), state);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_boot_sector_is_survived(SplittableRandom random) throws IOException {
    SyntheticFat fat = new SyntheticFat(16, 5000, 512, 1, 2);
    for (int i = 0; i < 4; i++) {
      fat.patch(11 + random.nextInt(36), random.nextInt(256));
    }

    UsedMap map = map(fat);

    assertThat(map.usedBytes()).isBetween(0L, map.size());
  }

  @Test
  void a_volume_larger_than_its_region_is_all_used() throws IOException {
    SyntheticFat fat = new SyntheticFat(12, 100, 512, 1, 2);
    Path disk = folder.resolve("disk");
    Extent region = fat.write(disk, 0);
    Extent smaller = new Extent(region.offset(), region.length() - 512);

    UsedMap map = new FatUsedMaps().read(disk, smaller);

    assertAllUsed(map, ContentState.DAMAGED);
    assertThat(map.reason()).isEqualTo("it is larger than the space that it lies in");
  }

  @Test
  void what_cannot_be_read_is_all_used() throws IOException {
    Extent region = new Extent(0, 1 << 20);
    Path shortDisk = Files.write(folder.resolve("short"), new byte[100]);

    assertAllUsed(new FatUsedMaps().read(folder.resolve("missing"), region), ContentState.DAMAGED);
    assertAllUsed(new FatUsedMaps().read(shortDisk, region), ContentState.DAMAGED);
    assertAllUsed(new FatUsedMaps().read(shortDisk, new Extent(0, 10)), ContentState.DAMAGED);
  }

  private static ExtentSet expected(SyntheticFat fat, int clusters) {
    ExtentSet.Builder free = ExtentSet.builder();
    for (int cluster = 2; cluster < clusters + 2; cluster++) {
      if (fat.entryAt(cluster) == 0) {
        long start = fat.dataOffset() + (cluster - 2L) * fat.clusterBytes();
        free.add(start, start + fat.clusterBytes());
      }
    }
    return free.build();
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
    assertThat(map.reason()).isNotBlank();
  }

  private static int clusters(int bits) {
    return switch (bits) {
      case 12 -> 100;
      case 16 -> 5000;
      default -> 70_000;
    };
  }

  private static int[] bytes(String text) {
    return Stream.of(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private UsedMap map(SyntheticFat fat) throws IOException {
    return map(fat, 0);
  }

  private UsedMap map(SyntheticFat fat, int bytesBehind) throws IOException {
    Path disk = folder.resolve("disk");
    return new FatUsedMaps().read(disk, fat.write(disk, bytesBehind));
  }
}
