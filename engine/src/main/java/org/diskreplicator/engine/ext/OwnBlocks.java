package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The blocks that a group's own structures take, whatever a bitmap says. */
record OwnBlocks(Geometry geometry, DescriptorTable table) {
  static final String FREE = "a bitmap calls structures of the file system free";

  /** Superblock, descriptors, bitmaps and inode table, as far as they lie within some blocks. */
  ExtentSet blocksWithin(Group group, long start, long end) {
    ExtentSet.Builder blocks = ExtentSet.builder();
    forEach(group, (from, to) -> blocks.add(Math.max(from, start), Math.min(to, end)));
    return blocks.build();
  }

  /** Takes a range of blocks, the second number exclusive. */
  @FunctionalInterface
  private interface Visitor {
    void visit(long from, long to);
  }

  private void forEach(Group group, Visitor visitor) {
    long start = geometry.start(group.number());
    visitor.visit(start, start + table.headBlocks(group.number()));
    visitor.visit(group.blockBitmap(), group.blockBitmap() + 1);
    visitor.visit(group.inodeBitmap(), group.inodeBitmap() + 1);
    visitor.visit(group.inodeTable(), group.inodeTable() + geometry.tableBlocks());
  }

  /** Asks that no structure of a group is called free. */
  void requireUsed(Group group, ExtentSet free) throws UntrustworthyException {
    boolean[] isFree = new boolean[1];
    long unit = geometry.blockSize();
    forEach(group, (from, to) -> isFree[0] |= free.touches(from * unit, to * unit));
    require(!isFree[0], FREE);
  }
}
