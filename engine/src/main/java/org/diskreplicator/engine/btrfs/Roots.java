package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The roots of the device tree and of the extent tree, from a tree of roots at rest. */
final class Roots implements TreeReader.Items {
  private final Map<Long, TreeRoot> found = new HashMap<>();

  private Roots() {}

  static Roots read(TreeReader reader, Superblock superblock)
      throws IOException, UntrustworthyException {
    Roots roots = new Roots();
    reader.walk(superblock.roots(), roots);
    return roots;
  }

  TreeRoot devices() throws UntrustworthyException {
    return root(TreeRoot.DEVICES);
  }

  TreeRoot extents() throws UntrustworthyException {
    return root(TreeRoot.EXTENTS);
  }

  private TreeRoot root(long owner) throws UntrustworthyException {
    TreeRoot root = found.get(owner);
    if (root == null) {
      throw UntrustworthyException.damaged("one of its trees is missing");
    }
    return root;
  }

  @Override
  public void item(TreeBlock leaf, int index) throws UntrustworthyException {
    long object = leaf.object(index);
    requireAtRest(object, leaf.type(index));
    if (leaf.type(index) == Key.ROOT_ITEM
        && (object == TreeRoot.DEVICES || object == TreeRoot.EXTENTS)) {
      leaf.requireLength(index, 239);
      int start = leaf.itemStart(index);
      found.put(
          object,
          new TreeRoot(
              object,
              leaf.bytes().getLong(start + 176),
              Byte.toUnsignedInt(leaf.bytes().get(start + 238)),
              leaf.bytes().getLong(start + 160)));
    }
  }

  private static void requireAtRest(long object, int type) throws UntrustworthyException {
    boolean balances = object == Key.BALANCE && type == Key.TEMPORARY_ITEM;
    if (balances || (object == Key.TREE_RELOCATION && type == Key.ROOT_ITEM)) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: a balance has not ended");
    }
  }
}
