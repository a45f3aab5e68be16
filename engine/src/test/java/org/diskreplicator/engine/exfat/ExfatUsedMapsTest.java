package org.diskreplicator.engine.exfat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RecordedDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A volume of 4 MiB with clusters of 4096 bytes, made by mkfs.exfat 1.2.0 and exfat-fuse. */
class ExfatUsedMapsTest {
  private static final int CLUSTER = 4096;

  @TempDir Path folder = Path.of("");
  private RecordedDisk disk;
  private long heap;

  @BeforeEach
  void unpack() throws IOException {
    disk = RecordedDisk.unpack("exfatprogs-1.2.0/small.pages.gz", folder.resolve("disk"));
    heap = disk.read(88, 4).getInt() * 512L;
  }

  @Test
  void the_bitmap_tells_what_is_free() {
    UsedMap map = disk.map(new ExfatUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.EXFAT);
    assertThat(map.free().count()).isEqualTo(2);
    assertThat(map.free().totalBytes()).as("as dump.exfat counts").isEqualTo(420 * CLUSTER);
  }

  @ParameterizedTest
  @CsvSource({
    "dirty, 106, 2, DIRTY, was not unmounted",
    "failing, 106, 4, DIRTY, failing sectors",
    "second table in use, 106, 1, UNSUPPORTED, two tables",
    "two tables, 110, 2, UNSUPPORTED, two tables",
    "version 2, 105, 2, UNSUPPORTED, unknown version",
    "another name, 3, 88, DAMAGED, boot sector is damaged",
    "another size, 72, 7, DAMAGED, checksum",
    "boot code that is not summed up, 600, 1, DAMAGED, checksum",
  })
  void what_is_not_in_order_is_all_used(
      String name, long offset, int value, ContentState state, String reason) throws IOException {
    disk.patch(offset, value);

    assertAllUsed(state, reason);
  }

  /** Clusters 2, 3 to 4 and 5 are the bitmap, the letters and the root folder. */
  @ParameterizedTest
  @CsvSource({"0xfe", "0xfd", "0xfb", "0xf7"})
  void a_bitmap_that_calls_its_own_clusters_free_is_damaged(String first) throws IOException {
    disk.patch(heap, Integer.decode(first));

    assertAllUsed(ContentState.DAMAGED, "calls clusters of its own files free");
  }

  @Test
  void a_bitmap_that_is_too_short_is_not_believed() throws IOException {
    ByteBuffer root = disk.read(heap + 3 * CLUSTER, CLUSTER);
    int at = 0;
    while (Byte.toUnsignedInt(root.get(at)) != 0x81) {
      at += 32;
    }
    disk.patch(heap + 3 * CLUSTER + at + 24, 9, 0);

    assertAllUsed(ContentState.DAMAGED, "does not cover its clusters");
  }

  @Test
  void a_root_folder_without_a_bitmap_is_damaged() throws IOException {
    disk.patch(heap + 3 * CLUSTER, new int[CLUSTER]);

    assertAllUsed(ContentState.DAMAGED, "lacks a bitmap");
  }

  static IntStream seeds() {
    return IntStream.range(0, 30);
  }

  /** Whatever is on the disk, a reader gives an answer; the table of clusters and the root here. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noise_in_the_structures_never_ends_a_run(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long table = disk.read(80, 4).getInt() * 512L;
    for (int i = 0; i < 30; i++) {
      disk.patch(table + random.nextInt(64), random.nextInt(256));
      disk.patch(heap + 3 * CLUSTER + random.nextInt(128), random.nextInt(256));
      assertThat(disk.map(new ExfatUsedMaps()).reason()).isNotEmpty();
    }
  }

  private void assertAllUsed(ContentState state, String reason) {
    UsedMap map = disk.map(new ExfatUsedMaps());
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
