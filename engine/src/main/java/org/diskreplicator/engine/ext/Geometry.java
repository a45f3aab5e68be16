package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Sizes of a file system, all of them checked.
 *
 * @param blockSize in bytes
 * @param ratio blocks of a cluster, the unit of the bitmaps; 1 without bigalloc
 * @param blocks of the whole file system
 * @param firstBlock the first one that belongs to a group
 * @param blocksPerGroup whole clusters, whole bytes of a bitmap
 * @param inodesPerGroup whole bytes of a bitmap
 * @param tableBlocks of the inode table of a group
 */
record Geometry(
    int blockSize,
    int ratio,
    long blocks,
    long firstBlock,
    long blocksPerGroup,
    long inodesPerGroup,
    long tableBlocks) {
  static final int LEAST_BLOCK = 1024;
  private static final int MOST_LOG_BLOCK = 6;
  private static final int MOST_LOG_RATIO = 20;
  private static final int LEAST_INODE = 128;
  private static final int RESERVED_GDT = 0xce;

  /** 512 TB with usual sizes; reading their descriptors takes a minute. */
  private static final long MOST_GROUPS = 1 << 22;

  /** Reads it; the file system has to lie within {@code size} bytes. */
  static Geometry of(Superblock superblock, long size) throws UntrustworthyException {
    long logRatio = logRatio(superblock);
    int blockSize = LEAST_BLOCK << superblock.u32(0x18);
    int ratio = 1 << logRatio;
    long inodesPerGroup = superblock.u32(0x28);
    Geometry geometry =
        new Geometry(
            blockSize,
            ratio,
            superblock.blocks(),
            superblock.u32(0x14),
            superblock.u32(0x20),
            inodesPerGroup,
            ceil(inodesPerGroup * inodeSize(superblock, blockSize), blockSize));
    geometry.requirePossible();
    require(geometry.blocks <= size / blockSize, "it is larger than the space that it lies in");
    if (geometry.groups() > MOST_GROUPS) {
      throw Superblock.unsupported("it has more than " + MOST_GROUPS + " groups");
    }
    require(
        geometry.groups() * inodesPerGroup == superblock.u32(0)
            && superblock.u16(RESERVED_GDT) <= blockSize / Integer.BYTES,
        "its superblock states impossible sizes");
    return geometry;
  }

  /** Bytes of a block, as soon as that is possible. */
  private static long logRatio(Superblock superblock) throws UntrustworthyException {
    long logBlock = superblock.u32(0x18);
    long logRatio = superblock.u32(0x1c) - logBlock;
    boolean bigalloc = superblock.readOnly(Superblock.BIGALLOC);
    require(
        logBlock <= MOST_LOG_BLOCK
            && logRatio >= 0
            && logRatio <= (bigalloc ? MOST_LOG_RATIO : 0)
            && superblock.u32(0x20) == superblock.u32(0x24) << logRatio,
        "its superblock states impossible sizes");
    return logRatio;
  }

  private static int inodeSize(Superblock superblock, int blockSize) throws UntrustworthyException {
    int size = superblock.revision() == 0 ? LEAST_INODE : superblock.u16(0x58);
    require(
        size >= LEAST_INODE && size <= blockSize && Integer.bitCount(size) == 1,
        "its superblock states impossible sizes");
    return size;
  }

  private void requirePossible() throws UntrustworthyException {
    boolean startsAtOne = blockSize == LEAST_BLOCK && ratio == 1;
    require(
        firstBlock == (startsAtOne ? 1 : 0)
            && blocks > firstBlock
            && fillsBytes(blocksPerGroup / ratio)
            && fillsBytes(inodesPerGroup)
            && tableBlocks < blocksPerGroup,
        "its superblock states impossible sizes");
  }

  /** Whether a bitmap of so many bits has whole bytes, and lies in one block. */
  private boolean fillsBytes(long bits) {
    return bits > 0 && bits % Byte.SIZE == 0 && bits <= (long) blockSize * Byte.SIZE;
  }

  static long ceil(long value, long unit) {
    return (value + unit - 1) / unit;
  }

  long groups() {
    return ceil(blocks - firstBlock, blocksPerGroup);
  }

  /** The first block of a group. */
  long start(long group) {
    return firstBlock + group * blocksPerGroup;
  }

  /** The first block behind a group. */
  long end(long group) {
    return Math.min(start(group) + blocksPerGroup, blocks);
  }

  /** Whole clusters of a group; of the last one's the rest is used, as nothing says otherwise. */
  long clusters(long group) {
    return (end(group) - start(group)) / ratio;
  }

  /** Bytes of a group's block bitmap. */
  int bitmapBytes() {
    return (int) (blocksPerGroup / ratio / Byte.SIZE);
  }

  /** Bytes of a group's inode bitmap. */
  int inodeBitmapBytes() {
    return (int) (inodesPerGroup / Byte.SIZE);
  }

  /** Whether so many blocks lie in the file system. */
  boolean contains(long block, long count) {
    return block >= firstBlock && block <= blocks - count;
  }
}
