package org.diskreplicator.engine.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.DATA;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.DEVICE;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.EXTENT_BLOCK;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.METADATA;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.MIB;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.NODE;
import static org.diskreplicator.engine.btrfs.SyntheticBtrfs.little;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.UsedMapReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BtrfsUsedMapsTest {
  private static final int SIZE = DEVICE + SyntheticBtrfs.TAIL;
  private static final ExtentSet FREE =
      ExtentSet.of(
          Extent.between(MIB + NODE, 3 * MIB),
          Extent.between(3 * MIB + 3 * NODE, 5 * MIB),
          Extent.between(5 * MIB + 3 * NODE, 8 * MIB),
          Extent.between(8 * MIB + 4096, 9 * MIB),
          Extent.between(9 * MIB + 65536, DEVICE));

  @TempDir Path folder = Path.of("");

  private final SyntheticBtrfs btrfs =
      new SyntheticBtrfs().data(DATA, 4096).data(DATA + MIB, 65536);

  @ParameterizedTest
  @EnumSource
  void used_is_what_extents_lie_in_and_what_lies_at_fixed_places(Checksum checksum)
      throws IOException {
    btrfs.protectBy(checksum);

    UsedMap map = map(btrfs.bytes());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.BTRFS);
    assertThat(map.free().toList()).isEqualTo(FREE.toList());
  }

  @Test
  void an_extent_tree_of_two_levels_is_walked() throws IOException {
    ByteBuffer bytes = btrfs.bytes();
    ByteBuffer leaf = block(bytes, EXTENT_BLOCK).putLong(48, SyntheticBtrfs.SPARE_BLOCK);
    btrfs.put(SyntheticBtrfs.SPARE_BLOCK, leaf);
    btrfs.put(EXTENT_BLOCK, btrfs.node(1, List.of(firstTo(SyntheticBtrfs.SPARE_BLOCK))));
    raiseExtents(bytes, 1);

    assertThat(map(bytes).free().toList()).isEqualTo(FREE.toList());
  }

  static Stream<Arguments> unsound() {
    return Stream.of(
        broken("NEEDS_REPLAY", "a log", fs -> fs.superblock.putLong(96, METADATA)),
        broken("UNSUPPORTED", "a seed", fs -> fs.superblock.putLong(56, 1L << 32)),
        broken("UNSUPPORTED", "a dump of metadata", fs -> fs.superblock.putLong(56, 1L << 33)),
        broken("UNSUPPORTED", "a changing identifier", fs -> fs.superblock.putLong(56, 1L << 35)),
        broken("DAMAGED", "errors", fs -> fs.superblock.putLong(56, 5)),
        broken("UNSUPPORTED", "zones", fs -> fs.superblock.putLong(188, 0x1341)),
        broken("UNSUPPORTED", "extent tree 2", fs -> fs.superblock.putLong(188, 0x2341)),
        broken("UNSUPPORTED", "RAID stripe tree", fs -> fs.superblock.putLong(188, 0x4341)),
        broken("UNSUPPORTED", "a feature to come", fs -> fs.superblock.putLong(180, 16)),
        broken("UNSUPPORTED", "old references", fs -> fs.superblock.putLong(188, 0)),
        broken("DAMAGED", "an unknown checksum", fs -> fs.superblock.putShort(196, (short) 9)),
        broken("DAMAGED", "a wrong home", fs -> fs.superblock.putLong(48, 64 << 20)),
        broken("DAMAGED", "a large device", fs -> fs.superblock.putLong(209, SIZE + 4096)),
        broken("DAMAGED", "an endless device", fs -> fs.superblock.putLong(209, -1)),
        broken("DAMAGED", "odd sectors", fs -> fs.superblock.putInt(144, 4097)),
        broken("DAMAGED", "huge nodes", fs -> fs.superblock.putInt(148, 1 << 30)),
        broken("DAMAGED", "system chunks", fs -> fs.superblock.putInt(160, 3000)),
        broken("DAMAGED", "a short system chunk", fs -> fs.superblock.putInt(160, 40)),
        broken("DAMAGED", "another sum", fs -> fs.superblock.putLong(120, 5 * NODE)),
        broken("DAMAGED", "an older root", fs -> fs.superblock.putLong(72, 6)),
        broken("DAMAGED", "a newer root", fs -> fs.superblock.putLong(72, 8)),
        broken("DAMAGED", "a root elsewhere", fs -> fs.superblock.putLong(80, DATA)),
        broken("DAMAGED", "a root nowhere", fs -> fs.superblock.putLong(80, -4096)),
        broken("DAMAGED", "a wrong level", fs -> fs.superblock.put(198, (byte) 1)),
        broken("DAMAGED", "too many levels", fs -> fs.superblock.put(199, (byte) 8)),
        broken("DAMAGED", "another device", fs -> fs.superblock.putLong(267, 5)),
        broken("DAMAGED", "a chunk outside", fs -> chunk(fs, 2).putLong(56, DEVICE - MIB)),
        broken("DAMAGED", "a chunk elsewhere", fs -> chunk(fs, 2).putLong(56, 10 * MIB)),
        broken("DAMAGED", "a foreign chunk", fs -> chunk(fs, 2).putLong(48, 2)),
        broken("UNSUPPORTED", "distant trees", SyntheticBtrfs::moveMetadataAway),
        broken("UNSUPPORTED", "turns of other sizes", fs -> chunk(fs, 2).putLong(16, 4096)),
        broken("DAMAGED", "a long chunk", fs -> chunk(fs, 1).putLong(0, 3 * MIB)),
        broken("DAMAGED", "an endless chunk", fs -> chunk(fs, 2).putLong(0, Long.MAX_VALUE)),
        broken("DAMAGED", "many stripes", fs -> chunk(fs, 1).putShort(44, (short) -1)),
        broken("DAMAGED", "no stripes", fs -> chunk(fs, 1).putShort(44, (short) 0)),
        broken("UNSUPPORTED", "RAID0", fs -> chunk(fs, 1).putLong(24, 4 | 8)),
        broken("UNSUPPORTED", "RAID to come", fs -> chunk(fs, 1).putLong(24, 4 | 1 << 11)),
        broken("DAMAGED", "another system chunk", fs -> fs.superblock.putLong(828, MIB / 2)),
        broken("DAMAGED", "a device extent too few", fs -> fs.items(TreeRoot.DEVICES).remove(1)),
        broken("DAMAGED", "a short device extent", fs -> place(fs).putLong(24, 4096)),
        broken("DAMAGED", "an empty device extent", fs -> place(fs).putLong(24, 0)),
        broken("DAMAGED", "a lost device extent", fs -> place(fs).putLong(16, 12 * MIB)),
        broken("DAMAGED", "an extent twice", fs -> fs.data(DATA, 8192)),
        broken("DAMAGED", "an extent in nothing", fs -> fs.data(DATA + 4 * MIB, 4096)),
        broken("DAMAGED", "an extent beyond", fs -> fs.data(DATA + 4 * MIB - 4096, 8192)),
        broken("DAMAGED", "an empty extent", fs -> fs.data(DATA + 2 * MIB, 0)),
        broken("DAMAGED", "half a sector", fs -> fs.data(DATA + 2 * MIB, 2048)),
        broken("DAMAGED", "a negative extent", fs -> fs.data(DATA + 2 * MIB, -4096)),
        broken("UNSUPPORTED", "an item to come", fs -> add(fs, TreeRoot.EXTENTS, DATA, 200)),
        broken("DAMAGED", "a lost tree", fs -> fs.items(TreeRoot.ROOTS).remove(0)),
        broken("DAMAGED", "an extent tree nowhere", fs -> root(fs, 0).putLong(176, DATA)),
        broken("DAMAGED", "an older extent tree", fs -> root(fs, 0).putLong(160, 6)),
        broken("DAMAGED", "another tree", fs -> root(fs, 0).putLong(176, METADATA)),
        broken("DIRTY", "a balance", fs -> add(fs, TreeRoot.ROOTS, -4, Key.TEMPORARY_ITEM)),
        broken("DIRTY", "a tree that moves", fs -> add(fs, TreeRoot.ROOTS, -8, Key.ROOT_ITEM)),
        broken("DIRTY", "a replacement", fs -> replace(fs, 1)),
        broken("DIRTY", "a suspended replacement", fs -> replace(fs, 4)));
  }

  private static Arguments broken(String state, String what, Consumer<SyntheticBtrfs> change) {
    return Arguments.of(ContentState.valueOf(state), what, change);
  }

  private static ByteBuffer chunk(SyntheticBtrfs fs, int number) {
    return fs.item(TreeRoot.CHUNKS, Key.CHUNK_ITEM, number);
  }

  private static ByteBuffer place(SyntheticBtrfs fs) {
    return fs.item(TreeRoot.DEVICES, Key.DEV_EXTENT, 3);
  }

  private static ByteBuffer root(SyntheticBtrfs fs, int number) {
    return fs.item(TreeRoot.ROOTS, Key.ROOT_ITEM, number);
  }

  private static void add(SyntheticBtrfs fs, long tree, long object, int type) {
    fs.add(tree, object, type, 0, little(439));
  }

  private static void replace(SyntheticBtrfs fs, int state) {
    fs.add(TreeRoot.DEVICES, 0, Key.DEV_REPLACE, 0, little(80).putLong(32, state));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("unsound")
  void what_is_not_sound_is_all_used(
      ContentState state, String what, Consumer<SyntheticBtrfs> change) throws IOException {
    change.accept(btrfs);

    assertAllUsed(map(btrfs.bytes()), state);
  }

  @Test
  void an_ended_replacement_is_nothing() throws IOException {
    replace(btrfs, 2);

    assertThat(map(btrfs.bytes()).free().toList()).isEqualTo(FREE.toList());
  }

  @Test
  void each_byte_of_a_tree_block_is_protected() throws IOException {
    ByteBuffer bytes = btrfs.bytes();
    int at = SyntheticBtrfs.place(EXTENT_BLOCK) + NODE - 1;
    bytes.put(at, (byte) ~bytes.get(at));

    assertAllUsed(map(bytes), ContentState.DAMAGED);
  }

  @Test
  void a_block_of_another_file_system_is_not_believed() throws IOException {
    ByteBuffer bytes = btrfs.bytes();
    ByteBuffer leaf = block(bytes, EXTENT_BLOCK).put(32, (byte) 1);
    btrfs.put(EXTENT_BLOCK, leaf);

    assertAllUsed(map(bytes), ContentState.DAMAGED);
  }

  @Test
  void keys_that_do_not_rise_end_the_walk() throws IOException {
    ByteBuffer bytes = btrfs.bytes();
    ByteBuffer leaf = block(bytes, EXTENT_BLOCK).putLong(48, SyntheticBtrfs.SPARE_BLOCK);
    btrfs.put(SyntheticBtrfs.SPARE_BLOCK, leaf);
    SyntheticBtrfs.Item child = firstTo(SyntheticBtrfs.SPARE_BLOCK);
    btrfs.put(EXTENT_BLOCK, btrfs.node(1, List.of(child, child)));
    raiseExtents(bytes, 1);

    assertAllUsed(map(bytes), ContentState.DAMAGED);
  }

  @Test
  void a_node_that_points_to_itself_ends_the_walk() throws IOException {
    ByteBuffer bytes = btrfs.bytes();
    btrfs.put(EXTENT_BLOCK, btrfs.node(1, List.of(firstTo(EXTENT_BLOCK))));
    raiseExtents(bytes, 1);

    assertAllUsed(map(bytes), ContentState.DAMAGED);
  }

  @Test
  void a_node_without_children_is_damaged() throws IOException {
    ByteBuffer bytes = btrfs.bytes();
    btrfs.put(EXTENT_BLOCK, btrfs.node(1, List.of()));
    raiseExtents(bytes, 1);

    assertAllUsed(map(bytes), ContentState.DAMAGED);
  }

  /** Whatever the trees hold, with right checksums, the reader ends and never calls all free. */
  @Test
  void noise_in_the_trees_never_throws() throws IOException {
    Random random = new Random(5);
    long[] blocks = {
      SyntheticBtrfs.CHUNK_BLOCK, METADATA, EXTENT_BLOCK, SyntheticBtrfs.DEVICE_BLOCK
    };
    byte[] values = {0, 1, -1, 127, -128, (byte) Key.EXTENT_ITEM};
    ByteBuffer sound = btrfs.bytes();
    Path file = SyntheticBtrfs.write(sound, folder);
    int believed = 0;
    for (int i = 0; i < 3000; i++) {
      long address = blocks[i % blocks.length];
      ByteBuffer block = block(sound, address);
      int where = random.nextBoolean() ? random.nextInt(101, 600) : random.nextInt(15000, NODE);
      block.put(random.nextInt(8) == 0 ? random.nextInt(48, 101) : where, values[i % 6]);
      overwrite(file, address, btrfs.protect(block));

      UsedMap map = new ReaderOfFile(file).map(SIZE);

      believed += map.free().isEmpty() ? 0 : 1;
      assertThat(map.free().totalBytes()).isLessThanOrEqualTo(FREE.totalBytes());
      overwrite(file, address, block(sound, address));
    }
    assertThat(believed).isBetween(300, 2900);
  }

  private static void overwrite(Path file, long address, ByteBuffer block) throws IOException {
    try (FileChannel disk = FileChannel.open(file, StandardOpenOption.WRITE)) {
      disk.write(block.duplicate().rewind(), SyntheticBtrfs.place(address));
    }
  }

  @Test
  void a_disk_that_ends_early_is_all_used() throws IOException {
    Path file = SyntheticBtrfs.write(btrfs.bytes(), folder);
    for (int size : new int[] {1, 65536, 65536 + 4096, 4 * MIB}) {
      UsedMap map = new ReaderOfFile(file).map(size);

      assertAllUsed(map, ContentState.DAMAGED);
    }
  }

  @Test
  void what_was_no_superblock_is_damaged() throws IOException {
    assertAllUsed(map(little(SIZE)), ContentState.DAMAGED);
  }

  private record ReaderOfFile(Path file) {
    UsedMap map(long size) {
      return UsedMapReader.of(new BtrfsUsedMaps()).read(file, new Extent(0, size));
    }
  }

  /** The first key of the extent tree, and where to. */
  private SyntheticBtrfs.Item firstTo(long address) {
    SyntheticBtrfs.Item first = btrfs.items(TreeRoot.EXTENTS).get(0);
    ByteBuffer pointer = little(8).putLong(0, address);
    return new SyntheticBtrfs.Item(first.object(), first.type(), first.offset(), pointer);
  }

  private static ByteBuffer block(ByteBuffer bytes, long address) {
    return little(NODE).put(0, bytes, SyntheticBtrfs.place(address), NODE);
  }

  /** Says in the tree of roots that the extent tree has more levels. */
  private void raiseExtents(ByteBuffer bytes, int level) {
    ByteBuffer roots = block(bytes, METADATA);
    int item = NODE - root(btrfs, 0).limit();
    btrfs.put(METADATA, roots.put(item + 238, (byte) level));
  }

  private UsedMap map(ByteBuffer bytes) throws IOException {
    return new ReaderOfFile(SyntheticBtrfs.write(bytes, folder)).map(SIZE);
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEqualTo(Optional.empty());
  }
}
