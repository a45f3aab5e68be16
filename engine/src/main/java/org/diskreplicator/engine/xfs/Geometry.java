package org.diskreplicator.engine.xfs;

import java.util.UUID;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Where things lie, in blocks of {@code blockSize} bytes; checked against each other and against
 * the space that there is.
 *
 * @param checksums whether structures have checksums, identifiers and their own place in them
 * @param groupBlocks blocks of each allocation group but the last, which may have fewer
 * @param logOffset first byte of the log
 * @param logBytes of the log
 * @param uuid in each structure that has one
 */
record Geometry(
    boolean checksums,
    int blockSize,
    int sectorSize,
    long blocks,
    int groupBlocks,
    long groups,
    long logOffset,
    long logBytes,
    UUID uuid) {
  private static final int LEAST_GROUP = 64;

  /** The kernel's limit for internal logs. */
  private static final long MOST_LOG = 2L << 30;

  /**
   * That of a superblock.
   *
   * @param size bytes of the space that the file system lies in
   * @throws UntrustworthyException when numbers contradict each other
   */
  static Geometry of(Superblock superblock, long size) throws UntrustworthyException {
    long block = superblock.blockSize();
    require(Long.bitCount(block) == 1 && block >= 512 && block <= 1 << 16);
    require(superblock.sectorSize() <= block);
    if (superblock.blocks() <= 0 || superblock.blocks() > size / block) {
      throw UntrustworthyException.damaged("it is larger than the space that it lies in");
    }
    long perGroup = superblock.groupBlocks();
    require(perGroup >= LEAST_GROUP && perGroup <= (1L << 40) / block);
    require(superblock.groups() == (superblock.blocks() + perGroup - 1) / perGroup);
    require(1L << superblock.groupBlockBits() >= perGroup && superblock.groupBlockBits() <= 31);
    return new Geometry(
        superblock.hasChecksums(),
        (int) block,
        superblock.sectorSize(),
        superblock.blocks(),
        (int) perGroup,
        superblock.groups(),
        logStart(superblock) * block,
        superblock.logBlocks() * block,
        superblock.innerUuid());
  }

  /** The log's first block, counted through; the whole log lies in one group. */
  private static long logStart(Superblock superblock) throws UntrustworthyException {
    long perGroup = superblock.groupBlocks();
    long group = superblock.logStart() >>> superblock.groupBlockBits();
    long inGroup = superblock.logStart() & ((1L << superblock.groupBlockBits()) - 1);
    long blocks = superblock.logBlocks();
    require(group < superblock.groups() && inGroup + blocks <= perGroup);
    long start = group * perGroup + inGroup;
    require(start + blocks <= superblock.blocks());
    require(blocks > 0 && blocks * superblock.blockSize() <= MOST_LOG);
    return start;
  }

  private static void require(boolean sense) throws UntrustworthyException {
    if (!sense) {
      throw UntrustworthyException.damaged("its superblock makes no sense");
    }
  }

  /** First byte of a group. */
  long groupOffset(long group) {
    return group * groupBlocks * blockSize;
  }

  /** Blocks of one group. */
  int length(long group) {
    return (int) Math.min(groupBlocks, blocks - group * groupBlocks);
  }

  /** Blocks at the start of each group that hold its four sectors of headers. */
  int headerBlocks() {
    return (4 * sectorSize + blockSize - 1) / blockSize;
  }
}
