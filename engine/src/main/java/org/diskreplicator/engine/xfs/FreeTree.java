package org.diskreplicator.engine.xfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Walks the tree of free space by block number of one allocation group.
 *
 * <p>A walk ends whatever the blocks hold: levels only go down, each leaf has a record, and each
 * record lies behind the one before it.
 */
final class FreeTree {
  private final Geometry geometry;
  private final GroupBlocks blocks;
  private final long group;
  private final FreeSpace space;

  /** By level, the block that was visited last, and the one that it says comes next. */
  private final int[] last;

  private final int[] next;

  private FreeTree(
      RegionReader reader, Geometry geometry, long group, int levels, FreeSpace space) {
    this.geometry = geometry;
    this.blocks = new GroupBlocks(reader, geometry, group);
    this.group = group;
    this.space = space;
    this.last = new int[levels];
    this.next = new int[levels];
    Arrays.fill(last, TreeBlock.NONE);
    Arrays.fill(next, TreeBlock.NONE);
  }

  /**
   * Adds the free blocks of a group, and the blocks of its tree.
   *
   * @throws UntrustworthyException when the tree contradicts itself
   */
  static void collect(
      RegionReader reader, Geometry geometry, long group, GroupHeader header, FreeSpace space)
      throws IOException, UntrustworthyException {
    FreeTree tree = new FreeTree(reader, geometry, group, header.levels(), space);
    int top = header.levels() - 1;
    ByteBuffer bytes = tree.blocks.read(new int[] {header.root()}).get(0);
    tree.next[top] = header.root();
    TreeBlock root = tree.visit(bytes, header.root(), top);
    if (root.isLeaf()) {
      tree.addRecords(root);
    } else {
      tree.descend(root, top);
    }
    for (int expected : tree.next) {
      require(expected == TreeBlock.NONE);
    }
  }

  /** Checks a block's place among those of its level. */
  private TreeBlock visit(ByteBuffer bytes, int number, int level) throws UntrustworthyException {
    TreeBlock block = TreeBlock.of(bytes, geometry, group, number, level);
    boolean isFirst = last[level] == TreeBlock.NONE;
    require(block.left() == last[level] && (isFirst || next[level] == number));
    require(block.count() > 0 || level == last.length - 1);
    last[level] = number;
    next[level] = block.right();
    space.addTreeBlock(number);
    return block;
  }

  private void descend(TreeBlock node, int level) throws IOException, UntrustworthyException {
    require(node.count() > 0);
    for (int begin = 0; begin < node.count(); begin += blocks.most()) {
      int[] numbers = new int[Math.min(blocks.most(), node.count() - begin)];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = node.child(begin + i);
        require(numbers[i] >= geometry.headerBlocks() && numbers[i] < geometry.length(group));
      }
      List<ByteBuffer> read = blocks.read(numbers);
      for (int i = 0; i < numbers.length; i++) {
        TreeBlock child = visit(read.get(i), numbers[i], level - 1);
        require(child.start(0) == node.start(begin + i));
        if (child.isLeaf()) {
          addRecords(child);
        } else {
          descend(child, level - 1);
        }
      }
    }
  }

  private void addRecords(TreeBlock leaf) throws UntrustworthyException {
    for (int i = 0; i < leaf.count(); i++) {
      space.add(leaf.start(i), leaf.length(i));
    }
  }

  private static void require(boolean sense) throws UntrustworthyException {
    if (!sense) {
      throw TreeBlock.broken();
    }
  }
}
