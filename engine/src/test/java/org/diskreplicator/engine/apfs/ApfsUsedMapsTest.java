package org.diskreplicator.engine.apfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Consumer;
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
 * Containers made by mkapfs of 2023; the driver linux-apfs-rw 0.3.0 filled one, of which only the
 * blocks are recorded that the reader wants.
 */
class ApfsUsedMapsTest {
  private static final int BLOCK = 4096;

  @TempDir Path folder = Path.of("");
  private RecordedDisk disk;

  @BeforeEach
  void unpack() throws IOException {
    unpack("filled");
  }

  private void unpack(String name) throws IOException {
    disk = RecordedDisk.unpack("apfs/" + name + ".pages.gz", folder.resolve("disk"));
  }

  @ParameterizedTest
  @CsvSource({"fresh, 3, 111730688", "filled, 17, 513572864"})
  void the_space_manager_tells_what_is_free(String name, int ranges, long free) throws IOException {
    unpack(name);

    UsedMap map = disk.map(new ApfsUsedMaps());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.APFS);
    assertThat(map.free().count()).isEqualTo(ranges);
    assertThat(map.free().totalBytes()).isEqualTo(free);
  }

  @Test
  void what_lies_behind_the_last_block_is_used() throws IOException {
    disk.patch(disk.size() + 9999, 1);

    UsedMap map = new ApfsUsedMaps().read(disk.file(), new Extent(0, disk.size() + 10_000));

    assertThat(map.free().totalBytes()).isEqualTo(513572864);
    assertThat(map.free().end(map.free().count() - 1)).isLessThanOrEqualTo(disk.size());
  }

  @ParameterizedTest
  @CsvSource({
    "no magic, 32, 0, DAMAGED, superblock is damaged",
    "tiny blocks, 37, 8, DAMAGED, superblock is damaged",
    "odd blocks, 36, 1, DAMAGED, superblock is damaged",
    "huge blocks, 38, 0x10, DAMAGED, superblock is damaged",
    "too large, 44, 1, DAMAGED, larger than the space",
    "negative, 47, 0x80, DAMAGED, larger than the space",
    "Fusion, 65, 1, UNSUPPORTED, second device",
    "version 1, 64, 1, UNSUPPORTED, unknown here",
    "pieces of descriptors, 107, 0x80, UNSUPPORTED, several pieces",
    "pieces of data, 111, 0x80, UNSUPPORTED, several pieces",
    "made smaller, 1248, 1, UNSUPPORTED, set aside",
    "no descriptors, 104, 0, DAMAGED, areas are not in order",
    "descriptors outside, 116, 1, DAMAGED, areas are not in order",
    "data outside, 124, 1, DAMAGED, areas are not in order",
    "a newer copy, 16, 0, DIRTY, newest checkpoint",
  })
  void a_superblock_that_is_not_understood_keeps_all(
      String name, int offset, String value, ContentState state, String reason) throws IOException {
    change(0, bytes -> bytes.put(offset, Integer.decode(value).byteValue()));

    assertAllUsed(state, reason);
  }

  @Test
  void a_superblock_without_its_checksum_is_damaged() throws IOException {
    disk.patch(300, 7);

    assertAllUsed(ContentState.DAMAGED, "superblock does not have its checksum");
  }

  /** A crash leaves a checkpoint that is newer than the copy in block 0. */
  @Test
  void a_newer_checkpoint_keeps_all() throws IOException {
    ByteBuffer newer = disk.read(0, BLOCK);
    newer.putLong(16, newer.getLong(16) + 1);
    disk.patch(superblock() * BLOCK, signed(newer));

    assertAllUsed(ContentState.DIRTY, "newest checkpoint");
  }

  @Test
  void a_checkpoint_that_is_there_twice_keeps_all() throws IOException {
    long other = number(112, Long.BYTES) + (number(136, 4) + 5) % number(104, 4);
    disk.patch(other * BLOCK, disk.read(0, BLOCK));

    assertAllUsed(ContentState.DIRTY, "newest checkpoint");
  }

  @ParameterizedTest
  @CsvSource({
    "several lists, 68, 1, UNSUPPORTED, kind that is not read",
    "second device, 96, 1, UNSUPPORTED, kind that is not read",
    "other blocks, 33, 1, DAMAGED, does not fit",
    "other chunks, 38, 1, DAMAGED, does not fit",
    "other lists, 40, 1, DAMAGED, does not fit",
    "other size, 48, 1, DAMAGED, does not fit",
    "more lists, 64, 9, DAMAGED, does not fit",
    "other count, 72, 1, DAMAGED, do not add up",
    "lists elsewhere, 83, 1, DAMAGED, space manager is damaged",
    "pool outside, 180, 1, DAMAGED, lies outside",
    "bitmaps of the pool outside, 172, 1, DAMAGED, lies outside",
    "another checkpoint, 16, 0, DAMAGED, another checkpoint",
  })
  void a_space_manager_that_is_not_understood_keeps_all(
      String name, int offset, String value, ContentState state, String reason) throws IOException {
    change(manager(), bytes -> bytes.put(offset, Integer.decode(value).byteValue()));

    assertAllUsed(state, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "another number, 32, 7, list of its space manager is damaged",
    "no infos, 36, 0, list of its space manager is damaged",
    "many infos, 37, 1, list of its space manager is damaged",
    "another chunk, 49, 1, list of its space manager is damaged",
    "another length, 56, 1, list of its space manager is damaged",
    "another count, 60, 99, does not have its count",
    "bitmap outside, 68, 1, lies outside",
  })
  void a_list_that_is_not_understood_keeps_all(String name, int offset, int value, String reason)
      throws IOException {
    change(infos(), bytes -> bytes.put(offset, (byte) value));

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  @Test
  void a_list_without_its_checksum_is_damaged() throws IOException {
    disk.patch(infos() * BLOCK + 3000, 7);

    assertAllUsed(ContentState.DAMAGED, "does not have its checksum");
  }

  /** With all counts right, the place of the bitmaps themselves must be used at least. */
  @Test
  void own_lists_that_are_called_free_are_found() throws IOException {
    ByteBuffer list = disk.read(infos() * BLOCK, BLOCK);
    long bitmap = list.getLong(64);
    int bit = (int) number(112, Long.BYTES);
    disk.patch(
        bitmap * BLOCK + bit / 8, disk.read(bitmap * BLOCK + bit / 8, 1).get(0) & ~(1 << bit % 8));
    change(infos(), bytes -> bytes.putInt(60, bytes.getInt(60) + 1));
    change(manager(), bytes -> bytes.putLong(72, bytes.getLong(72) + 1));

    assertAllUsed(ContentState.DAMAGED, "own lists free");
  }

  @Test
  void a_map_of_another_checkpoint_keeps_all() throws IOException {
    long map = number(112, Long.BYTES) + number(136, 4);
    change(map, bytes -> bytes.putLong(16, 1));

    assertAllUsed(ContentState.DAMAGED, "is of another one");
  }

  @ParameterizedTest
  @CsvSource({"36, 0, no space manager", "38, 1, map of its checkpoint is damaged"})
  void a_map_without_the_space_manager_keeps_all(int offset, int value, String reason)
      throws IOException {
    long map = number(112, Long.BYTES) + number(136, 4);
    change(map, bytes -> bytes.put(offset, (byte) value));

    assertAllUsed(ContentState.DAMAGED, reason);
  }

  static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** Whatever is on the disk, a reader gives an answer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noise_in_the_structures_never_ends_a_run(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    long[] blocks = {0, superblock(), manager(), infos(), number(112, Long.BYTES)};
    ByteBuffer[] whole = new ByteBuffer[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      whole[i] = disk.read(blocks[i] * BLOCK, BLOCK);
    }
    for (int round = 0; round < 20; round++) {
      int at = 8 + random.nextInt(200);
      byte value = (byte) random.nextInt(256);
      int which = random.nextInt(blocks.length);
      change(blocks[which], bytes -> bytes.put(at, value));
      if (which == 0) {
        disk.patch(superblock(whole[0]) * BLOCK, disk.read(0, BLOCK));
      }
      assertThat(disk.map(new ApfsUsedMaps()).reason()).isNotEmpty();
      for (int i = 0; i < blocks.length; i++) {
        disk.patch(blocks[i] * BLOCK, whole[i]);
      }
    }
  }

  private long superblock() throws IOException {
    return superblock(disk.read(0, BLOCK));
  }

  /** The block that block 0 is a copy of: the last one of the checkpoint's descriptors. */
  private static long superblock(ByteBuffer head) {
    int last = head.getInt(136) + head.getInt(140) - 1;
    return head.getLong(112) + last % head.getInt(104);
  }

  /** The map of the checkpoint is one block, and names the space manager first. */
  private long manager() throws IOException {
    ByteBuffer map = disk.read((number(112, Long.BYTES) + number(136, 4)) * BLOCK, BLOCK);
    for (int i = 0; i < map.getInt(36); i++) {
      if (map.getInt(40 + i * 40) == 0x80000005) {
        return map.getLong(40 + i * 40 + 32);
      }
    }
    throw new AssertionError("no space manager");
  }

  private long infos() throws IOException {
    ByteBuffer manager = disk.read(manager() * BLOCK, BLOCK);
    return manager.getLong(manager.getInt(80));
  }

  private long number(int offset, int length) throws IOException {
    ByteBuffer bytes = disk.read(offset, length);
    return length == Long.BYTES ? bytes.getLong() : bytes.getInt();
  }

  /** Changes a block and gives it its checksum. */
  private void change(long block, Consumer<ByteBuffer> edit) throws IOException {
    ByteBuffer bytes = disk.read(block * BLOCK, BLOCK);
    edit.accept(bytes);
    disk.patch(block * BLOCK, signed(bytes));
  }

  private static ByteBuffer signed(ByteBuffer bytes) {
    return bytes.putLong(0, ApfsObjects.checksum(bytes));
  }

  private void assertAllUsed(ContentState state, String reason) {
    UsedMap map = disk.map(new ApfsUsedMaps());
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }
}
