package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Walks trees from their first key to their last.
 *
 * <p>Each block must have the right checksum, identifier, address, owner, level and generation, and
 * keys must rise without end; so a walk sees no block twice, and comes to its end on any disk. Of
 * blocks with several copies the first is read.
 */
final class TreeReader {
  /** What is asked for at once, where neighbours in the tree are neighbours on the disk. */
  private static final int PIECE = 1 << 20;

  private static final int LEVELS = 8;

  private final RegionReader region;
  private final Superblock superblock;
  private final Chunks chunks;

  TreeReader(RegionReader region, Superblock superblock, Chunks chunks) {
    this.region = region;
    this.superblock = superblock;
    this.chunks = chunks;
  }

  /** Takes the items of a tree one after the other. */
  @FunctionalInterface
  interface Items {
    void item(TreeBlock leaf, int index) throws UntrustworthyException;
  }

  void walk(TreeRoot root, Items items) throws IOException, UntrustworthyException {
    require(root.level() < LEVELS, "levels");
    TreeBlock top = new TreeBlock(read(root.address(), 1));
    requireRight(top, root.owner(), root.address(), root.level(), root.generation());
    new Walk(root.owner(), items).visit(top);
  }

  /** Bytes of blocks that follow each other. */
  private ByteBuffer read(long address, int blocks) throws IOException, UntrustworthyException {
    int length = blocks * superblock.nodeSize();
    return region.read(chunks.place(address, length), length);
  }

  private void requireRight(TreeBlock block, long owner, long address, int level, long generation)
      throws UntrustworthyException {
    require(superblock.checksum().isRight(block.bytes()), "checksums");
    require(block.identifier().equals(superblock.blockIdentifier()), "identifiers");
    require(block.address() == address, "addresses");
    require(block.owner() == owner, "owners");
    require(block.level() == level, "levels");
    require(
        block.generation() == generation && generation <= superblock.generation(), "generations");
    block.requireInside();
  }

  private static void require(boolean condition, String what) throws UntrustworthyException {
    if (!condition) {
      throw UntrustworthyException.damaged("its tree blocks have wrong " + what);
    }
  }

  /** One walk, with the last key that was seen. */
  private final class Walk {
    private final long owner;
    private final Items items;
    private long object;
    private int type = -1;
    private long offset;

    Walk(long owner, Items items) {
      this.owner = owner;
      this.items = items;
    }

    void visit(TreeBlock block) throws IOException, UntrustworthyException {
      if (!block.isLeaf()) {
        require(block.count() > 0, "counts");
        visitChildren(block);
        return;
      }
      for (int i = 0; i < block.count(); i++) {
        advance(block, i);
        items.item(block, i);
      }
    }

    private void advance(TreeBlock leaf, int index) throws UntrustworthyException {
      require(type < 0 || isAbove(leaf, index), "keys");
      object = leaf.object(index);
      type = leaf.type(index);
      offset = leaf.offset(index);
    }

    private boolean isAbove(TreeBlock leaf, int index) {
      int objects = Long.compareUnsigned(leaf.object(index), object);
      if (objects != 0) {
        return objects > 0;
      }
      int types = Integer.compare(leaf.type(index), type);
      return types > 0 || (types == 0 && Long.compareUnsigned(leaf.offset(index), offset) > 0);
    }

    private void visitChildren(TreeBlock node) throws IOException, UntrustworthyException {
      int size = superblock.nodeSize();
      int index = 0;
      while (index < node.count()) {
        int run = run(node, index);
        ByteBuffer piece = read(node.child(index), run);
        for (int i = 0; i < run; i++) {
          ByteBuffer bytes = piece.slice(i * size, size).order(ByteOrder.LITTLE_ENDIAN);
          visitChild(node, index + i, new TreeBlock(bytes));
        }
        index += run;
      }
    }

    private void visitChild(TreeBlock node, int index, TreeBlock child)
        throws IOException, UntrustworthyException {
      requireRight(child, owner, node.child(index), node.level() - 1, node.childGeneration(index));
      boolean isFirst =
          child.count() > 0
              && child.object(0) == node.object(index)
              && child.type(0) == node.type(index)
              && child.offset(0) == node.offset(index);
      require(isFirst, "keys");
      visit(child);
    }

    /** How many children from this one on lie behind each other, in one chunk. */
    private int run(TreeBlock node, int index) throws UntrustworthyException {
      long start = node.child(index);
      int size = superblock.nodeSize();
      long end = chunks.holding(start, size).end();
      int run = 1;
      while (index + run < node.count()
          && node.child(index + run) == start + (long) run * size
          && (run + 1) * size <= PIECE
          && start + (run + 1L) * size <= end) {
        run++;
      }
      return run;
    }
  }
}
