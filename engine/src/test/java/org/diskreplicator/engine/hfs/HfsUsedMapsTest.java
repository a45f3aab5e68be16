package org.diskreplicator.engine.hfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RecordedDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Volumes that Linux 6.1 filled, of which only the blocks are recorded that the reader wants. The
 * one is plain, with blocks of 4096 bytes; the other is case-sensitive, with blocks of 1024 bytes,
 * a catalog in more than eight pieces and a fragmented file.
 */
class HfsUsedMapsTest {
  private static final int HEADER = 1024;
  private static final int BITMAP = 4096;
  private static final int EXTENTS = 2 * 4096;
  private static final int CATALOG = 6 * 4096;
  private static final int LEAF = CATALOG + 4096;

  @TempDir Path folder = Path.of("");
  private RecordedDisk disk;

  @BeforeEach
  void unpack() throws IOException {
    unpack("plain");
  }

  private void unpack(String name) throws IOException {
    disk = RecordedDisk.unpack("hfs/" + name + ".pages.gz", folder.resolve("disk"));
  }

  /** The ranges are those of partclone.hfsp. */
  @ParameterizedTest
  @CsvSource({"plain, 8, 41172992", "fragmented, 57, 2438144"})
  void the_bitmap_tells_what_is_free(String name, int ranges, long free) throws IOException {
    unpack(name);

    UsedMap map = disk.map(new HfsUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).isEmpty();
    assertThat(map.free().count()).isEqualTo(ranges);
    assertThat(map.free().totalBytes()).isEqualTo(free);
  }

  @Test
  void what_lies_behind_the_last_block_is_used() throws IOException {
    disk.patch(disk.size() + 9999, 1);

    UsedMap map = new HfsUsedMaps().read(disk.file(), new Extent(0, disk.size() + 10_000));

    assertThat(map.free().totalBytes()).isEqualTo(41172992);
  }

  @ParameterizedTest
  @CsvSource({
    "older HFS, 0, 0x4244, UNSUPPORTED, wrapper",
    "unknown version, 2, 6, UNSUPPORTED, unknown version",
    "mounted, 6, 0, DIRTY, not unmounted",
    "inconsistent, 6, 0x900, DIRTY, inconsistent",
    "odd blocks, 42, 0x1001, DAMAGED, header is damaged",
    "tiny blocks, 42, 0x100, DAMAGED, header is damaged",
    "too large, 44, 0x7fff, DAMAGED, larger than the space",
    "no free blocks, 50, 0, DAMAGED, count of free blocks",
    "bitmap outside, 128, 0x4000, DAMAGED, lies outside",
    "bitmap ends early, 126, 0, DAMAGED, ends early",
    "extents file ends early, 206, 7, DAMAGED, do not add up",
    "catalog elsewhere, 290, 3, DAMAGED, header of a tree",
    "catalog in more pieces, 286, 99, DAMAGED, do not add up",
    "attributes, 366, 1, DAMAGED, damaged",
  })
  void a_header_that_is_not_understood_keeps_all(
      String name, int offset, String value, ContentState state, String reason) throws IOException {
    half(HEADER + offset, Integer.decode(value));

    assertAllUsed(state, reason);
  }

  @Test
  void a_volume_without_a_header_keeps_all() throws IOException {
    UsedMap map = new HfsUsedMaps().read(disk.file(), new Extent(0, 1100));

    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
  }

  static IntStream used() {
    return IntStream.of(0, 1, 3, 6, 20, 37, 50, 80, 10239);
  }

  /** With the count made right, as a damaged bitmap may have. */
  @ParameterizedTest
  @MethodSource("used")
  void a_used_block_that_is_called_free_keeps_all(int block) throws IOException {
    int bits = disk.read(BITMAP + block / 8, 1).get(0);
    int bit = 0x80 >> block % 8;
    assertThat(bits & bit).isNotZero();
    disk.patch(BITMAP + block / 8, bits & ~bit);
    disk.patch(HEADER + 48, big(4).putInt(0, 10052 + 1));

    assertAllUsed(ContentState.DAMAGED, "calls blocks of");
  }

  @Test
  void a_block_that_no_file_has_is_only_used() throws IOException {
    disk.patch(BITMAP + 600, 0x80).patch(HEADER + 48, big(4).putInt(0, 10051));

    UsedMap map = disk.map(new HfsUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().totalBytes()).isEqualTo(41172992 - 4096);
    assertThat(map.free().contains(4800L * 4096)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "no header, 8, 0, header of a tree",
    "odd nodes, 33, 1, header of a tree",
    "many nodes, 36, 9, header of a tree",
    "leaf outside, 27, 99, leaves of a tree are not in order",
    "no leaf, 27, 0, leaves of a tree",
    "another last leaf, 31, 9, not what its header counts",
    "another count, 23, 9, not what its header counts",
  })
  void a_tree_that_is_not_understood_keeps_all(String name, int offset, int value, String reason)
      throws IOException {
    disk.patch(CATALOG + offset, value);

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "a ring, 3, 1, not in order",
    "another node before, 7, 1, not in order",
    "no leaf, 8, 0, not in order",
    "another height, 9, 2, not in order",
    "many records, 10, 0x7f, leaf of a tree is damaged",
    "first record elsewhere, 4095, 20, leaf of a tree is damaged",
    "second record elsewhere, 4092, 0x7f, leaf of a tree is damaged",
    "long key, 14, 0x7f, leaf of a tree is damaged",
  })
  void a_leaf_that_is_not_understood_keeps_all(String name, int offset, String value, String reason)
      throws IOException {
    long leaf = CATALOG + 4096L * disk.read(CATALOG + 27, 1).get(0);
    disk.patch(leaf + offset, Integer.decode(value));

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  /** The extents file of the fragmented volume has its only leaf behind its header. */
  @ParameterizedTest
  @CsvSource({
    "short key, 15, 9, leaf of a tree",
    "missing block, 33, 0, damaged",
    "another start, 24, 0x7f, damaged",
  })
  void a_record_of_the_extents_file_that_is_not_understood_keeps_all(
      String name, int offset, String value, String reason) throws IOException {
    unpack("fragmented");
    disk.patch(3 * 1024 + 4096 + offset, Integer.decode(value));

    UsedMap map = disk.map(new HfsUsedMaps());

    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
    assertThat(map.free().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "empty, 1, 77, 77, CLEAN, agree",
    "waiting, 1, 77, 78, DIRTY, waits to be replayed",
    "not yet made, 5, 1, 2, CLEAN, agree",
    "elsewhere, 2, 1, 1, UNSUPPORTED, another device",
  })
  void a_journal_must_be_empty(
      String name, int flags, long start, long end, ContentState state, String reason)
      throws IOException {
    journal(flags, 4 * 4096, 4096);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer header = ByteBuffer.allocate(44).order(order);
      disk.patch(4 * 4096, header.putInt(0, 0x4a4e4c78).putLong(8, start).putLong(16, end));

      UsedMap map = disk.map(new HfsUsedMaps());

      assertThat(map.state()).as(map.reason()).isEqualTo(state);
      assertThat(map.reason()).contains(reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4096, outside of it",
    "-4096, 4096, outside of it",
    "16384, 40, outside of it",
    "16384, 9223372036854775807, outside of it",
    "16384, 4096, journal is damaged",
    "20000000, 4096, journal is damaged",
  })
  void a_journal_that_is_not_understood_keeps_all(long place, long size, String reason)
      throws IOException {
    journal(1, place, size);

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  @Test
  void a_journal_that_is_called_free_keeps_all() throws IOException {
    journal(5, 20_000_000, 4096);

    assertAllUsed(ContentState.DAMAGED, "blocks of its own free");
  }

  /** In the extents file, of which little is used, is room for the info block and the journal. */
  private void journal(int flags, long place, long size) throws IOException {
    half(HEADER + 6, 0x2100);
    disk.patch(HEADER + 12, big(4).putInt(0, 5));
    disk.patch(5 * 4096, big(52).putInt(0, flags).putLong(36, place).putLong(44, size));
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** Whatever is on the disk, a reader gives an answer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noise_in_the_structures_never_ends_a_run(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 15; round++) {
      unpack(random.nextBoolean() ? "plain" : "fragmented");
      for (int i = 0; i < 3; i++) {
        int[] places = {HEADER, EXTENTS, CATALOG, LEAF, 3 * 1024, 3 * 1024 + 4096, 19 * 1024};
        int place = places[random.nextInt(places.length)];
        disk.patch(place + random.nextInt(place == HEADER ? 460 : 1000), random.nextInt(256));
      }
      assertThat(disk.map(new HfsUsedMaps()).reason()).isNotEmpty();
    }
  }

  private void half(long offset, int value) throws IOException {
    disk.patch(offset, value >> 8, value & 0xff);
  }

  private static ByteBuffer big(int length) {
    return ByteBuffer.allocate(length);
  }

  private void assertAllUsed(ContentState state, String reason) {
    UsedMap map = disk.map(new HfsUsedMaps());
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
