package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Where the group descriptors and all copies of superblock and descriptors lie.
 *
 * <p>Without meta_bg, and with it below {@code firstMeta}, the whole table lies behind each copy of
 * the superblock, with reserved blocks. Otherwise a block of it describes as many groups as fit
 * into it, and lies in the first of them, with copies in the second and the last.
 *
 * @param size bytes of a descriptor
 * @param firstMeta the first block of the table that lies in its own groups
 * @param behindCopies blocks of the table that lie behind each copy of the superblock
 */
record DescriptorTable(
    Geometry geometry, int size, long firstMeta, long behindCopies, Copies copies) {
  private static final int NARROW = 32;
  private static final int LEAST_WIDE = 64;
  private static final int MOST_WIDE = 1024;

  /** Which groups have a copy of the superblock. */
  @FunctionalInterface
  private interface Copies {
    boolean in(long group);
  }

  static DescriptorTable of(Superblock superblock, Geometry geometry)
      throws UntrustworthyException {
    int size = size(superblock);
    long blocks = blocks(geometry, size);
    boolean meta = superblock.incompatible(Superblock.META_BG);
    long firstMeta = meta ? superblock.u32(0x104) : blocks;
    long behindCopies = meta ? firstMeta : blocks + superblock.u16(0xce);
    require(
        firstMeta <= blocks && behindCopies < geometry.blocksPerGroup() - 2,
        "its superblock states impossible sizes");
    return new DescriptorTable(geometry, size, firstMeta, behindCopies, copies(superblock));
  }

  private static int size(Superblock superblock) throws UntrustworthyException {
    if (!superblock.incompatible(Superblock.WIDE)) {
      return NARROW;
    }
    int size = superblock.u16(0xfe);
    require(
        size >= LEAST_WIDE && size <= MOST_WIDE && Integer.bitCount(size) == 1,
        "its superblock states impossible sizes");
    return size;
  }

  private static Copies copies(Superblock superblock) {
    if (superblock.compatible(Superblock.SPARSE_SUPER2)) {
      long first = superblock.u32(0x24c);
      long second = superblock.u32(0x250);
      return group -> group == 0 || group == first || group == second;
    }
    return superblock.readOnly(Superblock.SPARSE_SUPER)
        ? group -> group <= 1 || isPower(group, 3) || isPower(group, 5) || isPower(group, 7)
        : group -> true;
  }

  private static boolean isPower(long number, long base) {
    long power = base;
    while (power < number) {
      power *= base;
    }
    return power == number;
  }

  private static long blocks(Geometry geometry, int size) {
    return Geometry.ceil(geometry.groups(), geometry.blockSize() / size);
  }

  /** Blocks of the table. */
  long blocks() {
    return blocks(geometry, size);
  }

  /** Descriptors in a block. */
  int perBlock() {
    return geometry.blockSize() / size;
  }

  /** The block of the file system that holds a block of the table. */
  long place(long number) {
    if (number < firstMeta) {
      return Geometry.LEAST_BLOCK / geometry.blockSize() + 1 + number;
    }
    long group = number * perBlock();
    return geometry.start(group) + beforeTable(group);
  }

  /** How many blocks at the start of a group hold copies of superblock and descriptors. */
  long headBlocks(long group) {
    boolean copy = copies.in(group);
    if (group / perBlock() < firstMeta) {
      return copy ? beforeTable(group) + behindCopies : 0;
    }
    long inMeta = group % perBlock();
    boolean described = inMeta <= 1 || inMeta == perBlock() - 1;
    return beforeTable(group) + (described ? 1 : 0);
  }

  /** The superblock, and before the first one of blocks of 1024 bytes the boot sector. */
  private long beforeTable(long group) {
    if (group == 0) {
      return Geometry.LEAST_BLOCK / geometry.blockSize() + 1 - geometry.firstBlock();
    }
    return copies.in(group) ? 1 : 0;
  }
}
