package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** Reads all chunks from their tree, which also knows the device. */
final class ChunkTree implements TreeReader.Items {
  private final Superblock superblock;
  private final Chunks chunks;
  private boolean hasDevice;

  private ChunkTree(Superblock superblock) {
    this.superblock = superblock;
    this.chunks = new Chunks(superblock);
  }

  /**
   * The chunks.
   *
   * @param bootstrap finds the tree's own blocks by the system chunks
   */
  static Chunks read(TreeReader bootstrap, Superblock superblock)
      throws IOException, UntrustworthyException {
    ChunkTree tree = new ChunkTree(superblock);
    bootstrap.walk(superblock.chunks(), tree);
    if (!tree.hasDevice) {
      throw UntrustworthyException.damaged("it does not know its device");
    }
    tree.chunks.requireAll(superblock.systemChunks());
    return tree.chunks;
  }

  @Override
  public void item(TreeBlock leaf, int index) throws UntrustworthyException {
    switch (leaf.type(index)) {
      case Key.CHUNK_ITEM ->
          chunks.add(
              Chunk.read(
                  leaf.offset(index), leaf.bytes(), leaf.itemStart(index), leaf.itemLength(index)));
      case Key.DEV_ITEM -> device(leaf, index);
      default -> throw UntrustworthyException.damaged("its chunk tree holds other things");
    }
  }

  /** The superblock holds a copy of the item. */
  private void device(TreeBlock leaf, int index) throws UntrustworthyException {
    int start = leaf.itemStart(index);
    if (leaf.offset(index) != superblock.device()) {
      return; // another device of the file system
    }
    boolean same =
        leaf.itemLength(index) >= 98
            && leaf.bytes().getLong(start) == superblock.device()
            && leaf.bytes().getLong(start + 8) == superblock.deviceBytes()
            && leaf.bytes().slice(start + 66, 16).equals(superblock.deviceIdentifier());
    if (!same || hasDevice) {
      throw UntrustworthyException.damaged("its device is not the one that it knows");
    }
    hasDevice = true;
  }
}
