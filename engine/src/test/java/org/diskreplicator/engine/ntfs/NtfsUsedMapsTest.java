package org.diskreplicator.engine.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RecordedDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A volume of 3 MiB with clusters of 1024 bytes, made by mkntfs 2022.10.3 and filled through
 * ntfs-3g; its root has an index of several blocks, and a file hiberfil.sys of zeros. Places are
 * those that ntfscluster tells.
 */
class NtfsUsedMapsTest {
  private static final int CLUSTER = 1024;
  private static final int TABLE = 16 * CLUSTER;
  private static final int MIRROR = 1535 * CLUSTER;
  private static final int BITMAP = 411 * CLUSTER;
  private static final int LOG = 1539 * CLUSTER;
  private static final int HIBERNATION = 2261 * CLUSTER;

  /** Clusters that partclone.ntfs 0.3.23 leaves out. */
  private static final long FREE = 1_837_056;

  @TempDir Path folder = Path.of("");
  private RecordedDisk disk;

  @BeforeEach
  void unpack() throws IOException {
    disk = RecordedDisk.unpack("ntfs-3g-2022.10.3/small.pages.gz", folder.resolve("disk"));
  }

  @Test
  void the_bitmap_tells_what_is_free() {
    UsedMap map = disk.map(new NtfsUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.NTFS);
    assertThat(map.reason()).isEqualTo("free clusters by its bitmap");
    assertThat(map.free().totalBytes()).isEqualTo(FREE);
  }

  /** Its table of files has 3831 pieces; the sum is that of the bitmap as ntfscat prints it. */
  @Test
  void a_table_of_files_may_lie_in_more_pieces_than_one_record_holds() throws IOException {
    disk =
        RecordedDisk.unpack(
            "ntfs-3g-2022.10.3/table-in-many-pieces.pages.gz", folder.resolve("disk"));

    UsedMap map = disk.map(new NtfsUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().count()).isEqualTo(3938);
    assertThat(map.free().totalBytes()).isEqualTo(9_698_304);
  }

  @Test
  void what_lies_behind_the_last_cluster_is_used() throws IOException {
    long end = disk.read(40, 8).getLong() * 512;
    disk.patch(disk.size() + 9999, 1);

    UsedMap map = new NtfsUsedMaps().read(disk.file(), new Extent(0, disk.size() + 10_000));

    assertThat(map.size()).isEqualTo(disk.size() + 10_000);
    assertThat(map.free().totalBytes()).isEqualTo(FREE);
    assertThat(map.free().end(map.free().count() - 1)).isLessThanOrEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({"hibr", "HIBR", "wake", "RSTR"})
  void a_suspended_windows_keeps_all(String signature) throws IOException {
    disk.patch(HIBERNATION, signature.chars().toArray());

    assertAllUsed(ContentState.HIBERNATED, "start it and shut it down fully");
  }

  @Test
  void a_hibernation_file_with_anything_in_its_first_page_keeps_all() throws IOException {
    disk.patch(HIBERNATION + 4095, 1);

    assertAllUsed(ContentState.HIBERNATED, "suspended Windows");
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "32", "16384", "32768"})
  void a_volume_that_is_not_in_order_is_dirty(int flags) throws IOException {
    ByteBuffer record = disk.read(TABLE + 3 * CLUSTER, CLUSTER);
    int at = attribute(record, 0x70);
    int value = at + record.getShort(at + 20);
    for (long start : new long[] {TABLE, MIRROR}) {
      disk.patch(start + 3 * CLUSTER + value + 10, flags & 0xff, flags >> 8);
    }

    assertAllUsed(ContentState.DIRTY, "let Windows check it");
  }

  @ParameterizedTest
  @CsvSource({"2, UNSUPPORTED", "4, UNSUPPORTED"})
  void an_unknown_version_is_not_read(int major, ContentState state) throws IOException {
    ByteBuffer record = disk.read(TABLE + 3 * CLUSTER, CLUSTER);
    int at = attribute(record, 0x70);
    for (long start : new long[] {TABLE, MIRROR}) {
      disk.patch(start + 3 * CLUSTER + at + record.getShort(at + 20) + 8, major);
    }

    assertAllUsed(state, "unknown version");
  }

  @ParameterizedTest
  @CsvSource({"0xffff, 0, true", "0, 2, true", "0, 0, false"})
  void the_journal_has_to_be_closed(String users, int flags, boolean closed) throws IOException {
    disk.patch(LOG, page(4096, Integer.decode(users), flags, 7));
    disk.patch(LOG + 4096, page(4096, 0, 0, 6));

    assertThat(disk.map(new NtfsUsedMaps()).state())
        .isEqualTo(closed ? ContentState.CLEAN : ContentState.DIRTY);
  }

  @Test
  void the_newer_page_of_the_journal_counts() throws IOException {
    disk.patch(LOG, page(4096, 0xffff, 2, 6));
    disk.patch(LOG + 4096, page(4096, 0, 0, 7));

    assertAllUsed(ContentState.DIRTY, "its journal was not closed");
  }

  @Test
  void a_page_of_the_journal_that_was_written_in_part_is_not_believed() throws IOException {
    disk.patch(LOG, page(4096, 0xffff, 2, 7));
    disk.patch(LOG + 4096, page(4096, 0xffff, 2, 8));
    disk.patch(LOG + 4096 + 510, 0x55);

    assertAllUsed(ContentState.DIRTY, "its journal was not closed");
  }

  @Test
  void a_journal_without_any_page_is_not_believed() throws IOException {
    disk.patch(LOG + 777, 0);

    assertAllUsed(ContentState.DIRTY, "its journal was not closed");
  }

  private static ByteBuffer page(int length, int users, int flags, long number) {
    ByteBuffer page = ByteBuffer.allocate(length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    page.putInt(0, 0x52545352).putShort(4, (short) 30).putShort(6, (short) (length / 512 + 1));
    page.putInt(16, length).putInt(20, 4096).putShort(24, (short) 64).putShort(28, (short) 1);
    page.putLong(64, number).putShort(64 + 12, (short) users).putShort(64 + 14, (short) flags);
    page.putShort(30, (short) 9);
    for (int end = 510; end < length; end += 512) {
      page.putShort(end, (short) 9);
    }
    return page;
  }

  @ParameterizedTest
  @CsvSource({
    "first record of the table, 16894, is damaged",
    "copy of the table, 1571938, differs from its copy",
    "name of the file system, 3, boot sector is damaged",
    "sectors of a cluster, 13, cluster size is impossible",
    "place of the table, 50, names places behind its end",
    "size of the volume, 44, larger than the space",
  })
  void what_contradicts_itself_is_damaged(String name, long offset, String reason)
      throws IOException {
    disk.patch(offset, disk.read(offset, 1).get(0) ^ 0x5b);

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  @Test
  void a_bitmap_that_calls_the_table_of_files_free_is_damaged() throws IOException {
    disk.patch(BITMAP + 2, 0xfe);

    assertAllUsed(ContentState.DAMAGED, "calls clusters of its own files free");
  }

  @Test
  void a_bitmap_that_calls_the_boot_sector_free_is_damaged() throws IOException {
    disk.patch(BITMAP, 0xfe);

    assertAllUsed(ContentState.DAMAGED, "calls clusters of its own files free");
  }

  @Test
  void a_bitmap_with_a_hole_is_not_believed() throws IOException {
    ByteBuffer record = disk.read(TABLE + 6 * CLUSTER, CLUSTER);
    int at = attribute(record, 0x80);
    int pairs = at + record.getShort(at + 32);
    assertThat(record.get(pairs)).isEqualTo((byte) 0x21);
    disk.patch(TABLE + 6 * CLUSTER + pairs, 0x01, 1, 0);

    assertAllUsed(ContentState.DAMAGED, "does not cover its clusters");
  }

  @Test
  void a_bitmap_that_is_too_short_is_not_believed() throws IOException {
    ByteBuffer record = disk.read(TABLE + 6 * CLUSTER, CLUSTER);
    int at = attribute(record, 0x80);
    disk.patch(TABLE + 6 * CLUSTER + at + 48, 0x7f, 1, 0, 0, 0, 0, 0, 0);
    disk.patch(TABLE + 6 * CLUSTER + at + 56, 0x7f, 1, 0, 0, 0, 0, 0, 0);

    assertAllUsed(ContentState.DAMAGED, "does not cover its clusters");
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** Whatever is on the disk, a reader gives an answer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noise_in_the_structures_never_ends_a_run(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      long at = (long) TABLE + random.nextInt(12 * CLUSTER);
      boolean isProtected = at % 512 >= 510;
      disk.patch(at, isProtected ? disk.read(at, 1).get() : random.nextInt(256));
      if (i % 20 == 0) {
        UsedMap map = disk.map(new NtfsUsedMaps());
        assertThat(map.reason()).isNotEmpty();
        unpack();
      }
    }
  }

  private static int attribute(ByteBuffer record, int type) {
    int at = record.getShort(20);
    while (record.getInt(at) != type) {
      assertThat(record.getInt(at)).isNotEqualTo(-1);
      at += record.getInt(at + 4);
    }
    return at;
  }

  private void assertAllUsed(ContentState state, String reason) {
    UsedMap map = disk.map(new NtfsUsedMaps());
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
