package org.diskreplicator.engine.xfs;

import java.util.List;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** Collects what is free and what the file system itself takes, group by group. */
final class FreeSpace {
  /** Keeps the ranges below 40 MB; what lies behind so many of them counts as used. */
  private static final int MOST_RANGES = 1 << 21;

  private final Geometry geometry;
  private final ExtentSet.Builder free = ExtentSet.builder();
  private final ExtentSet.Builder own = ExtentSet.builder();
  private int ranges;
  private long total;

  private long group;
  private GroupHeader header = new GroupHeader(0, 0, 0, 0, 0, List.of());
  private long end;
  private long blocks;
  private long longest;

  FreeSpace(Geometry geometry) {
    this.geometry = geometry;
    own.add(geometry.logOffset(), geometry.logOffset() + geometry.logBytes());
  }

  /** Begins with a group. */
  void begin(long next, GroupHeader nextHeader) {
    group = next;
    header = nextHeader;
    end = geometry.headerBlocks();
    blocks = 0;
    longest = 0;
    own.add(offset(0), offset(geometry.headerBlocks()));
    for (int block : nextHeader.setAside()) {
      addOwn(block);
    }
  }

  /** A block of the tree itself, which is not free. */
  void addTreeBlock(int block) {
    addOwn(block);
  }

  private void addOwn(int block) {
    own.add(offset(block), offset(block + 1L));
  }

  /** A run of free blocks, behind those that came before it. */
  void add(long start, long length) throws UntrustworthyException {
    if (length == 0 || start < end || length > geometry.length(group) - start) {
      throw TreeBlock.broken();
    }
    end = start + length;
    blocks += length;
    longest = Math.max(longest, length);
    if (ranges < MOST_RANGES) {
      free.add(offset(start), offset(end));
      ranges++;
    }
  }

  private long offset(long block) {
    return geometry.groupOffset(group) + block * geometry.blockSize();
  }

  /** Compares what was collected with what the group's header says. */
  void end() throws UntrustworthyException {
    if (blocks != header.freeBlocks() || longest != header.longest()) {
      throw UntrustworthyException.damaged(
          "an allocation group counts other free blocks than its tree");
    }
    total += blocks + header.setAside().size() + header.treeBlocks();
  }

  /** Free blocks as a superblock counts them: with those of the trees, which can become free. */
  long total() {
    return total;
  }

  /**
   * The free bytes.
   *
   * @throws UntrustworthyException when some of them are in use by the file system itself
   */
  ExtentSet free() throws UntrustworthyException {
    ExtentSet found = free.build();
    if (!found.intersect(own.build()).isEmpty()) {
      throw UntrustworthyException.damaged("it calls free what it uses itself");
    }
    return found;
  }
}
