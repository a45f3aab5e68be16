package org.diskreplicator.engine.btrfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A btrfs with four trees of one leaf each, written byte by byte.
 *
 * <p>System chunk at 1 MiB; metadata at 3 MiB and once more at 5 MiB; data at 8 MiB to 12 MiB.
 */
final class SyntheticBtrfs {
  static final int MIB = 1 << 20;
  static final int DEVICE = 16 * MIB;
  static final int TAIL = 8192;
  static final int NODE = 16384;
  static final long SYSTEM = MIB;
  static final long METADATA = 2 * MIB;
  static final long DATA = 4 * MIB;
  static final long CHUNK_BLOCK = SYSTEM;
  static final long ROOT_BLOCK = METADATA;
  static final long EXTENT_BLOCK = METADATA + NODE;
  static final long DEVICE_BLOCK = METADATA + 2 * NODE;
  static final long SPARE_BLOCK = METADATA + 3 * NODE;
  static final int GENERATION = 7;

  /** Change it before {@link #bytes}. */
  final ByteBuffer superblock = little(Superblock.LENGTH);

  private final Map<Long, List<Item>> trees = new TreeMap<>();

  private final ByteBuffer disk = little(DEVICE + TAIL);
  private Checksum checksum = Checksum.CRC32C;

  record Item(long object, int type, long offset, ByteBuffer bytes) {}

  SyntheticBtrfs() {
    fillSuperblock();
    chunk(SYSTEM, MIB, 2, SYSTEM);
    chunk(METADATA, MIB, 4 | 32, 3 * MIB, 5 * MIB);
    chunk(DATA, 4 * MIB, 1, 8 * MIB);
    add(TreeRoot.CHUNKS, 1, Key.DEV_ITEM, 1, little(98).put(0, superblock, 201, 98));
    root(TreeRoot.EXTENTS, EXTENT_BLOCK);
    root(TreeRoot.DEVICES, DEVICE_BLOCK);
    for (long block : new long[] {CHUNK_BLOCK, ROOT_BLOCK, EXTENT_BLOCK, DEVICE_BLOCK}) {
      add(TreeRoot.EXTENTS, block, Key.METADATA_ITEM, 0, little(33));
      count(NODE);
    }
  }

  private void fillSuperblock() {
    superblock.put(32, "identifier of fs".getBytes(US_ASCII));
    superblock.putLong(48, Superblock.OFFSET).putLong(56, 1).putLong(64, 0x4d5f53665248425fL);
    superblock.putLong(72, GENERATION).putLong(80, ROOT_BLOCK).putLong(88, CHUNK_BLOCK);
    superblock.putLong(112, DEVICE).putLong(136, 1).putInt(144, 4096).putInt(148, NODE);
    superblock.putLong(164, GENERATION).putLong(188, 0x341);
    superblock.putLong(201, 1).putLong(209, DEVICE).putLong(267, 99);
  }

  private void count(long bytes) {
    superblock.putLong(120, superblock.getLong(120) + bytes);
  }

  private void chunk(long address, long length, int type, long... copies) {
    ByteBuffer item = little(48 + 32 * copies.length);
    item.putLong(length).putLong(2).putLong(1 << 16).putLong(type);
    item.putShort(44, (short) copies.length);
    for (int i = 0; i < copies.length; i++) {
      item.putLong(48 + 32 * i, 1).putLong(56 + 32 * i, copies[i]);
      ByteBuffer extent = little(48).putLong(16, address).putLong(24, length);
      add(TreeRoot.DEVICES, 1, Key.DEV_EXTENT, copies[i], extent);
    }
    add(TreeRoot.CHUNKS, 256, Key.CHUNK_ITEM, address, item);
    add(TreeRoot.EXTENTS, address, Key.BLOCK_GROUP_ITEM, length, little(24));
    if (address == SYSTEM) {
      superblock.putInt(160, Key.LENGTH + item.limit());
      superblock.putLong(811, 256).put(819, (byte) Key.CHUNK_ITEM).putLong(820, address);
      superblock.put(828, item, 0, item.limit());
    }
  }

  private void root(long tree, long block) {
    ByteBuffer item = little(439).putLong(160, GENERATION).putLong(176, block);
    add(TreeRoot.ROOTS, tree, Key.ROOT_ITEM, 0, item);
  }

  /** Says that another device holds the metadata. */
  void moveMetadataAway() {
    item(TreeRoot.CHUNKS, Key.CHUNK_ITEM, 1).putLong(48, 2).putLong(80, 3);
    items(TreeRoot.DEVICES).subList(1, 3).clear();
  }

  /** Calls bytes of files used, by their logical address. */
  SyntheticBtrfs data(long address, long length) {
    count(length);
    return add(TreeRoot.EXTENTS, address, Key.EXTENT_ITEM, length, little(53));
  }

  SyntheticBtrfs add(long tree, long object, int type, long offset, ByteBuffer bytes) {
    Comparator<Item> order = Comparator.comparing(Item::object, Long::compareUnsigned);
    order = order.thenComparing(Item::type).thenComparing(Item::offset, Long::compareUnsigned);
    items(tree).add(new Item(object, type, offset, bytes));
    items(tree).sort(order);
    return this;
  }

  /** What the leaf of a tree holds, to be changed before {@link #bytes}. */
  List<Item> items(long tree) {
    return trees.computeIfAbsent(tree, key -> new ArrayList<>());
  }

  /** An item of a tree, to be changed. */
  ByteBuffer item(long tree, int type, int number) {
    return items(tree).stream().filter(item -> item.type() == type).toList().get(number).bytes();
  }

  void protectBy(Checksum other) {
    checksum = other;
    superblock.putShort(196, (short) other.number());
  }

  /** All bytes, with leaves made from the items. */
  ByteBuffer bytes() {
    writeLeaf(TreeRoot.CHUNKS, CHUNK_BLOCK);
    writeLeaf(TreeRoot.ROOTS, ROOT_BLOCK);
    writeLeaf(TreeRoot.EXTENTS, EXTENT_BLOCK);
    writeLeaf(TreeRoot.DEVICES, DEVICE_BLOCK);
    writeSuperblock();
    return disk;
  }

  void writeSuperblock() {
    disk.put((int) Superblock.OFFSET, protect(superblock).array());
  }

  private void writeLeaf(long tree, long address) {
    ByteBuffer block = header(tree, address, 0, items(tree).size());
    int at = 101;
    int end = NODE;
    for (Item item : items(tree)) {
      end -= item.bytes().limit();
      block.putLong(at, item.object()).put(at + 8, (byte) item.type());
      block.putLong(at + 9, item.offset());
      block.putInt(at + 17, end - 101).putInt(at + 21, item.bytes().limit());
      block.put(end, item.bytes(), 0, item.bytes().limit());
      at += 25;
    }
    put(address, block);
  }

  static ByteBuffer header(long tree, long address, int level, int count) {
    ByteBuffer block = little(NODE);
    block.put(32, "identifier of fs".getBytes(US_ASCII));
    block.putLong(48, address).putLong(80, GENERATION).putLong(88, tree);
    return block.putInt(96, count).put(100, (byte) level);
  }

  /** A node of the extent tree in place of its leaf; each child has the key that is told. */
  ByteBuffer node(int level, List<Item> children) {
    ByteBuffer block = header(TreeRoot.EXTENTS, EXTENT_BLOCK, level, children.size());
    int at = 101;
    for (Item child : children) {
      block.putLong(at, child.object()).put(at + 8, (byte) child.type());
      block.putLong(at + 9, child.offset()).putLong(at + 17, child.bytes().getLong(0));
      block.putLong(at + 25, GENERATION);
      at += 33;
    }
    return block;
  }

  /** Writes a block of metadata to its first copy. */
  void put(long address, ByteBuffer block) {
    disk.put(place(address), protect(block).array());
  }

  static int place(long address) {
    return (int) (address == CHUNK_BLOCK ? SYSTEM : address - METADATA + 3 * MIB);
  }

  ByteBuffer protect(ByteBuffer block) {
    block.put(0, checksum.of(block.duplicate().position(Checksum.SPACE).limit(block.capacity())));
    return block;
  }

  static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes a disk; behind the spare block there is nothing but zeros. */
  static Path write(ByteBuffer bytes, Path folder) throws IOException {
    Path file = folder.resolve("btrfs");
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.getChannel().write(bytes.duplicate().rewind().limit(4 * MIB));
      disk.setLength(DEVICE + TAIL);
    }
    return file;
  }
}
