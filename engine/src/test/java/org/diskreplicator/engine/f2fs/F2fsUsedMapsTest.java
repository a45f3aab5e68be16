package org.diskreplicator.engine.f2fs;

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

/** File systems of 120 MiB, made by mkfs.f2fs 1.15 and, the filled one, sload.f2fs. */
class F2fsUsedMapsTest {
  private static final int SUPERBLOCK = 1024;
  private static final int COPY = 4096 + SUPERBLOCK;
  private static final long PACK = 512 * 4096;
  private static final int FLAGS = 132;

  @TempDir Path folder = Path.of("");
  private RecordedDisk disk;

  @BeforeEach
  void unpack() throws IOException {
    unpack("filled");
  }

  private void unpack(String name) throws IOException {
    disk = RecordedDisk.unpack("f2fs-tools-1.15/" + name + ".pages.gz", folder.resolve("disk"));
  }

  /**
   * Of a fresh one the checkpoint has compact summaries, and with a large bitmap its checksum lies
   * elsewhere. The sums are those of partclone.f2fs and dump.f2fs.
   */
  @ParameterizedTest
  @CsvSource({"fresh, 109043712", "filled, 108941312", "large-bitmap, 109043712"})
  void the_segment_table_tells_what_is_free(String name, long free) throws IOException {
    unpack(name);

    UsedMap map = disk.map(new F2fsUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.F2FS);
    assertThat(map.free().totalBytes()).isEqualTo(free);
    assertThat(map.free().start(0)).isGreaterThanOrEqualTo(field(92) * 4096L);
  }

  @Test
  void what_lies_behind_the_last_segment_is_used() throws IOException {
    disk.patch(disk.size() + 9999, 1);

    UsedMap map = new F2fsUsedMaps().read(disk.file(), new Extent(0, disk.size() + 10_000));

    assertThat(map.free().totalBytes()).isEqualTo(108941312);
    assertThat(map.free().end(map.free().count() - 1))
        .isEqualTo((field(92) + field(68) * 512L) * 4096);
  }

  @ParameterizedTest
  @CsvSource({
    "not unmounted, 0x80, not unmounted",
    "orphans, 0x83, asks for a check",
    "error, 0x89, asks for a check",
    "fsck wanted, 0x91, asks for a check",
    "quota, 0x881, asks for a check",
    "disabled, 0x1081, asks for a check",
    "being resized, 0x4081, asks for a check",
    "unknown, 0x100081, asks for a check",
  })
  void a_checkpoint_that_is_not_clean_keeps_all(String name, String flags, String reason)
      throws IOException {
    for (long pack : new long[] {0, 1}) {
      long at = field(76) * 4096L + pack * PACK;
      ByteBuffer head = disk.read(at, 4096);
      head.putInt(FLAGS, Integer.decode(flags));
      head.putInt(4092, F2fsChecksum.of(head, 4092));
      disk.patch(at, head);
    }

    assertAllUsed(ContentState.DIRTY, reason);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void a_checkpoint_that_was_written_in_part_keeps_all(int pack) throws IOException {
    long at = field(76) * 4096L + pack * PACK;
    disk.patch(at + 700, disk.read(at + 700, 1).get(0) ^ 1);

    assertAllUsed(ContentState.DAMAGED, "checksum");
  }

  @ParameterizedTest
  @CsvSource({
    "zoned, 2180, 2, UNSUPPORTED, features",
    "read-only, 2181, 0x40, UNSUPPORTED, features",
    "aliases of devices, 2181, 0x80, UNSUPPORTED, features",
    "several devices, 2201, 47, UNSUPPORTED, several devices",
    "large blocks, 16, 14, UNSUPPORTED, another size",
    "no magic, 0, 0, DAMAGED, superblock is damaged",
    "too large, 40, 1, DAMAGED, larger than the space",
    "main area elsewhere, 92, 0xff, DAMAGED, not in order",
  })
  void a_superblock_that_is_not_understood_keeps_all(
      String name, int offset, String value, ContentState state, String reason) throws IOException {
    disk.patch(SUPERBLOCK + offset, Integer.decode(value));
    disk.patch(COPY + offset, Integer.decode(value));

    assertAllUsed(state, reason);
  }

  @Test
  void a_superblock_that_differs_from_its_copy_keeps_all() throws IOException {
    disk.patch(COPY + 96, 77);

    assertAllUsed(ContentState.DAMAGED, "differs from its copy");
  }

  @Test
  void a_bitmap_without_its_count_is_damaged() throws IOException {
    long entry = field(80) * 4096L + 40 * 74;
    disk.patch(entry + 20, 1);
    disk.patch(entry + 512 * 4096L + 20, 1);

    assertAllUsed(ContentState.DAMAGED, "does not have its count");
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** Whatever is on the disk, a reader gives an answer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noise_in_the_structures_never_ends_a_run(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer superblock = disk.read(SUPERBLOCK, 3072);
    for (int i = 0; i < 30; i++) {
      disk.patch(SUPERBLOCK, superblock).patch(COPY, superblock);
      int at = random.nextInt(100);
      int value = random.nextInt(256);
      disk.patch(SUPERBLOCK + at, value).patch(COPY + at, value);
      long pack = field(76) * 4096L;
      ByteBuffer head = disk.read(pack, 4096);
      if (head.limit() == 4096) {
        head.put(128 + random.nextInt(64), (byte) random.nextInt(256));
        head.putInt(4092, F2fsChecksum.of(head, 4092));
        disk.patch(pack, head);
      }
      assertThat(disk.map(new F2fsUsedMaps()).reason()).isNotEmpty();
    }
  }

  private long field(int offset) throws IOException {
    return Integer.toUnsignedLong(disk.read(SUPERBLOCK + offset, 4).getInt());
  }

  private void assertAllUsed(ContentState state, String reason) {
    UsedMap map = disk.map(new F2fsUsedMaps());
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
