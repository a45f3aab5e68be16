package org.diskreplicator.engine.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RecordedDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that mke2fs and debugfs 1.47.0 made, with files that are there and deleted ones. */
class ExtUsedMapsTest {
  private static final int SUPERBLOCK = 1024;
  private static final int BLOCK = 1024;

  /** Of ext2-1k: its two descriptors, and where each group has its bitmap and first free block. */
  private static final int DESCRIPTORS = 2 * BLOCK;

  private static final int[] BITMAPS = {42 * BLOCK, 8234 * BLOCK};
  private static final int[] STARTS = {1, 8193};
  private static final int[] OWN_BLOCKS = {363, 363};
  private static final int[] BITS = {8192, 2047};

  @TempDir Path folder = Path.of("");
  private RecordedDisk disk;

  @BeforeEach
  void unpack() throws IOException {
    unpack("ext2-1k");
  }

  private UsedMap map() {
    return disk.map(new ExtUsedMaps());
  }

  private void unpack(String name) throws IOException {
    disk = RecordedDisk.unpack("e2fsprogs-1.47.0/" + name + ".pages.gz", folder.resolve(name));
  }

  /** The figures are those of dumpe2fs. */
  @ParameterizedTest
  @CsvSource({
    "ext2-1k, 4, 9568256, 418816, 10485760",
    "ext4-4k, 4, 277602304, 19902464, 314572800",
    "uninit-1k, 8, 36904960, 507904, 44040192",
    "meta-bg-1k, 33, 32826368, 112640, 33554432",
    "bigalloc-1k, 3, 42450944, 1458176, 44040192",
    "sparse2-2k, 5, 39094272, 2717696, 41943040",
    "seed-1k, 4, 19158016, 1525760, 20971520"
  })
  void bitmaps_tell_what_is_free(String name, int count, long bytes, long first, long last)
      throws IOException {
    unpack(name);

    UsedMap map = map();

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.EXT);
    assertThat(map.reason()).isEqualTo("free blocks by its bitmap");
    assertThat(map.free().count()).isEqualTo(count);
    assertThat(map.free().totalBytes()).isEqualTo(bytes);
    assertThat(map.free().start(0)).isEqualTo(first);
    assertThat(map.free().end(count - 1)).isEqualTo(last);
  }

  @Test
  void what_lies_behind_the_file_system_is_used() throws IOException {
    disk.patch(disk.size() + 9999, 1);

    UsedMap map = new ExtUsedMaps().read(disk.file(), new Extent(0, disk.size() + 10_000));

    assertThat(map.usedBytes()).isEqualTo(disk.size() + 10_000 - 9568256);
  }

  static IntStream seeds() {
    return IntStream.range(0, 30);
  }

  /** Without checksums any bitmap can be written, as long as the counts follow it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void any_set_of_free_blocks_is_read_back(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ExtentSet.Builder expected = ExtentSet.builder();
    int density = random.nextInt(1, 100);
    int all = 0;
    for (int group = 0; group < 2; group++) {
      int free = 0;
      byte[] bitmap = new byte[BLOCK];
      for (int bit = 0; bit < BLOCK * 8; bit++) {
        boolean used =
            bit < OWN_BLOCKS[group] || bit >= BITS[group] || random.nextInt(100) < density;
        if (used) {
          bitmap[bit / 8] |= (byte) (1 << bit % 8);
        } else {
          free++;
          long start = (long) (STARTS[group] + bit) * BLOCK;
          expected.add(start, start + BLOCK);
        }
      }
      disk.patch(BITMAPS[group], ByteBuffer.wrap(bitmap));
      disk.patch(DESCRIPTORS + 32 * group + 0x0c, free & 0xff, free >> 8);
      all += free;
    }
    patchNumber(SUPERBLOCK + 0x0c, all);

    UsedMap map = map();

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free()).isEqualTo(expected.build());
  }

  private void patchNumber(long offset, int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    disk.patch(offset, bytes.putInt(0, number));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no magic            | 0x38 | 0          | DAMAGED | superblock is damaged",
        "revision 2          | 0x4c | 2          | UNSUPPORTED | newer revision",
        "unknown compat      | 0x5c | 0x4000     | UNSUPPORTED | unknown feature compat 0x4000",
        "compression         | 0x60 | 0x1        | UNSUPPORTED | unknown feature incompat 0x1",
        "unknown incompat    | 0x60 | 0x80000000 | UNSUPPORTED | incompat 0x80000000",
        "unknown ro_compat   | 0x64 | 0x40000000 | UNSUPPORTED | ro_compat 0x40000000",
        "journal device      | 0x60 | 0x8        | UNSUPPORTED | journal of another",
        "journal elsewhere   | 0x5c | 0x4        | UNSUPPORTED | lies on another device",
        "other checksums     | 0x64 | 0x400      | UNSUPPORTED | checksums of an unknown kind",
        "not clean           | 0x3a | 0x10000    | DIRTY | its state is 'not clean'",
        "errors              | 0x3a | 0x10003    | DIRTY | its state is 'clean with errors'",
        "journal waits       | 0x60 | 0x6        | NEEDS_REPLAY | its journal needs replay",
        "no blocks           | 0x04 | 0          | DAMAGED | impossible sizes",
        "too large           | 0x04 | 10241      | DAMAGED | larger than the space",
        "much too large      | 0x04 | 0xffffffff | DAMAGED | larger than the space",
        "large blocks        | 0x18 | 7          | DAMAGED | impossible sizes",
        "absurd blocks       | 0x18 | 0xfffffffe | DAMAGED | impossible sizes",
        "other clusters      | 0x1c | 3          | DAMAGED | impossible sizes",
        "first block 0       | 0x14 | 0          | DAMAGED | impossible sizes",
        "no group            | 0x20 | 0          | DAMAGED | impossible sizes",
        "odd group           | 0x20 | 8191       | DAMAGED | impossible sizes",
        "large group         | 0x20 | 16384      | DAMAGED | impossible sizes",
        "no inodes in group  | 0x28 | 0          | DAMAGED | impossible sizes",
        "many inodes         | 0x28 | 16384      | DAMAGED | impossible sizes",
        "other inodes        | 0x00 | 2561       | DAMAGED | impossible sizes",
        "small inodes        | 0x58 | 64         | DAMAGED | impossible sizes",
        "odd inodes          | 0x58 | 200        | DAMAGED | impossible sizes",
        "large inodes        | 0x58 | 2048       | DAMAGED | impossible sizes",
        "reserved            | 0xcc | 0x01010000 | DAMAGED | impossible sizes",
        "narrow descriptors  | 0x60 | 0x82       | DAMAGED | impossible sizes",
        "far descriptors     | 0x60 | 0x12       | CLEAN | free blocks by its bitmap",
        "other free blocks   | 0x0c | 9343       | DAMAGED | counts other free blocks"
      })
  void a_superblock_that_cannot_be_believed_keeps_all(
      String name, String field, String value, ContentState state, String reason)
      throws IOException {
    patchNumber(SUPERBLOCK + Integer.decode(field), Long.decode(value).intValue());

    if (state == ContentState.CLEAN) {
      assertThat(map().state()).isEqualTo(state);
    } else {
      assertAllUsed(state, reason);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bitmap at 0          | 0x00 | 0          | outside of the file system",
        "bitmap behind        | 0x00 | 10240      | outside of the file system",
        "bitmap far behind    | 0x00 | 0xffffffff | outside of the file system",
        "inode bitmap behind  | 0x04 | 10240      | outside of the file system",
        "table behind         | 0x08 | 10000      | outside of the file system",
        "table in free blocks | 0x08 | 9000       | calls structures of the file system free",
        "other count          | 0x0c | 7659       | a group counts other free blocks"
      })
  void a_group_that_cannot_be_believed_keeps_all(
      String name, String field, String value, String reason) throws IOException {
    patchNumber(DESCRIPTORS + Integer.decode(field), Long.decode(value).intValue());

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  /** The bits of superblock, descriptors, reserved blocks, bitmaps and tables, in both groups. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "0, 40", "0, 41", "0, 362", "1, 0", "1, 40", "1, 42", "1, 362"})
  void a_bitmap_that_calls_structures_free_keeps_all(int group, int bit) throws IOException {
    long at = (long) BITMAPS[group] + bit / 8;
    disk.patch(at, disk.read(at, 1).get(0) & ~(1 << bit % 8));
    long count = DESCRIPTORS + 32L * group + 0x0c;
    patchNumber(count, disk.read(count, 4).getInt() + 1);
    patchNumber(SUPERBLOCK + 0x0c, 9345);

    assertAllUsed(ContentState.DAMAGED, "calls structures of the file system free");
  }

  @ParameterizedTest
  @CsvSource({
    "ext4-4k, 1100, its superblock does not have its checksum",
    "ext4-4k, 4106, the descriptor of a group does not have its checksum",
    "uninit-1k, 2058, the descriptor of a group does not have its checksum",
    "seed-1k, 2058, the descriptor of a group does not have its checksum",
    "seed-1k, 1100, its superblock does not have its checksum"
  })
  void a_wrong_checksum_keeps_all(String name, long at, String reason) throws IOException {
    unpack(name);
    disk.patch(at, disk.read(at, 1).get(0) ^ 1);

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4-4k", "seed-1k"})
  void a_wrong_bitmap_keeps_all(String name) throws IOException {
    unpack(name);
    boolean small = name.equals("seed-1k");
    int block = small ? 1024 : 4096;
    ByteBuffer descriptor = disk.read(small ? 2048 : 4096, 64);
    long blocks = descriptor.getInt(0) * (long) block + 200;
    long inodes = descriptor.getInt(4) * (long) block + 1;

    disk.patch(inodes, disk.read(inodes, 1).get(0) ^ 1);
    assertAllUsed(ContentState.DAMAGED, "an inode bitmap does not have its checksum");
    disk.patch(blocks, disk.read(blocks, 1).get(0) ^ 3);
    assertAllUsed(ContentState.DAMAGED, "");
    disk.patch(inodes, disk.read(inodes, 1).get(0) ^ 1);
    assertAllUsed(ContentState.DAMAGED, "a block bitmap does not have its checksum");
  }

  @ParameterizedTest
  @CsvSource({
    "4, 5, DIRTY, in use by multiple mount protection",
    "0, 5, DAMAGED, mount protection is damaged"
  })
  void mount_protection_is_asked(int field, int value, ContentState state, String reason)
      throws IOException {
    unpack("sparse2-2k");
    long at = 1311 * 2048;
    ByteBuffer block = disk.read(at, 1024).putInt(field, value);
    ByteBuffer uuid = disk.read(SUPERBLOCK + 0x68, 16);
    block.putInt(0x3fc, Checksums.ofAll(uuid).of(block.slice(0, 0x3fc)));
    disk.patch(at, block);

    assertAllUsed(state, reason);
  }

  @Test
  void mount_protection_without_its_checksum_keeps_all() throws IOException {
    unpack("sparse2-2k");
    disk.patch(1311 * 2048 + 100, 7);

    assertAllUsed(ContentState.DAMAGED, "mount protection is damaged");
  }

  /** A volume that is too short for what its superblock says ends the reading in a reason. */
  @Test
  void a_disk_that_ends_early_keeps_all() throws IOException {
    UsedMap map = new ExtUsedMaps().read(disk.file(), new Extent(disk.size() - 1500, 1500));

    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
    assertThat(map.free().isEmpty()).isTrue();
  }

  /** Whatever bytes its structures have, there is an answer, and the first blocks are used. */
  @ParameterizedTest
  @ValueSource(strings = {"ext2-1k", "uninit-1k", "meta-bg-1k", "bigalloc-1k", "sparse2-2k"})
  void no_bytes_are_too_strange(String name) throws IOException {
    unpack(name);
    // Without checksums, so that strange bytes get past them.
    ByteBuffer features = disk.read(SUPERBLOCK + 0x64, 4);
    patchNumber(SUPERBLOCK + 0x64, features.getInt(0) & ~0x410);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < 400; i++) {
      long at = random.nextInt(4) == 0 ? random.nextInt(8192) : SUPERBLOCK + random.nextInt(400);
      ByteBuffer before = disk.read(at, 4);
      patchNumber(at, random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(32));

      UsedMap map = map();

      assertThat(map.free().touches(0, 3 * BLOCK)).as(i + ": " + at).isFalse();
      disk.patch(at, before);
    }
  }

  private void assertAllUsed(ContentState state, String reason) {
    UsedMap map = map();
    assertThat(map.reason()).contains(reason);
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
