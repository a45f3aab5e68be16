package org.diskreplicator.engine.minix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RecordedDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** File systems that mkfs.minix 2.38.1 made; Linux 6.1 filled the one of version 3. */
class MinixUsedMapsTest {
  private static final int SUPERBLOCK = 1024;

  @TempDir Path folder = Path.of("");

  private RecordedDisk unpack(int version) throws IOException {
    return RecordedDisk.unpack("minix/version-" + version + ".pages.gz", folder.resolve("disk"));
  }

  /** The sums of the first two are those of partclone.minix, which cannot read the third. */
  @ParameterizedTest
  @CsvSource({"1, 27, 5718016", "2, 25, 5652480", "3, 8, 24051712"})
  void the_bitmap_of_zones_tells_what_is_free(int version, int ranges, long free)
      throws IOException {
    UsedMap map = unpack(version).map(new MinixUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.MINIX);
    assertThat(map.free().count()).isEqualTo(ranges);
    assertThat(map.free().totalBytes()).isEqualTo(free);
  }

  @Test
  void what_lies_behind_the_last_zone_is_used() throws IOException {
    RecordedDisk disk = unpack(2).patch((6 << 20) + 9999, 1);

    UsedMap map = new MinixUsedMaps().read(disk.file(), new Extent(0, (6 << 20) + 10_000));

    assertThat(map.free().totalBytes()).isEqualTo(5652480);
    assertThat(map.free().end(map.free().count() - 1)).isEqualTo(6 << 20);
  }

  @ParameterizedTest
  @CsvSource({"0, not unmounted", "2, not unmounted", "3, error flag"})
  void a_state_that_is_not_clean_keeps_all(int state, String reason) throws IOException {
    for (int version = 1; version <= 2; version++) {
      assertAllUsed(unpack(version).patch(SUPERBLOCK + 18, state), ContentState.DIRTY, reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "large zones, 1, 10, 1, UNSUPPORTED, zones of another size",
    "large zones, 3, 12, 2, UNSUPPORTED, zones of another size",
    "large blocks, 3, 29, 16, UNSUPPORTED, blocks of another size",
    "other byte order, 1, 16, 0x13, UNSUPPORTED, byte order",
    "no inodes, 3, 0, 0, DAMAGED, not in order",
    "other first zone, 1, 8, 7, DAMAGED, not in order",
    "other first zone, 3, 10, 9, DAMAGED, not in order",
    "short bitmap, 2, 6, 0, DAMAGED, not in order",
    "short bitmap of inodes, 2, 4, 0, DAMAGED, not in order",
    "too large, 2, 23, 0x7f, DAMAGED, larger than the space",
    "too large, 3, 23, 0xff, DAMAGED, larger than the space",
    "too small, 1, 3, 0, DAMAGED, not in order",
  })
  void a_superblock_that_is_not_understood_keeps_all(
      String name, int version, int offset, String value, ContentState state, String reason)
      throws IOException {
    RecordedDisk disk = unpack(version);
    disk.patch(SUPERBLOCK + offset, Integer.decode(value));
    if (reason.equals("not in order") && offset == 0) {
      disk.patch(SUPERBLOCK + 1, 0);
    }

    assertAllUsed(disk, state, reason);
  }

  @Test
  void a_bitmap_without_its_first_bit_is_damaged() throws IOException {
    assertAllUsed(unpack(1).patch(3 * 1024, 0xfe), ContentState.DAMAGED, "first bit");
  }

  @Test
  void a_disk_that_ends_early_keeps_all() throws IOException {
    RecordedDisk disk = unpack(1);

    UsedMap map = new MinixUsedMaps().read(disk.file(), new Extent(0, 1030));

    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
    assertThat(map.free().isEmpty()).isTrue();
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** Whatever is on the disk, a reader gives an answer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noise_in_the_superblock_never_ends_a_run(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10; i++) {
      RecordedDisk disk = unpack(1 + random.nextInt(3));
      for (int k = 0; k < 2; k++) {
        disk.patch(SUPERBLOCK + random.nextInt(32), random.nextInt(256));
      }
      assertThat(disk.map(new MinixUsedMaps()).reason()).isNotEmpty();
    }
  }

  private static void assertAllUsed(RecordedDisk disk, ContentState state, String reason) {
    UsedMap map = disk.map(new MinixUsedMaps());
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
