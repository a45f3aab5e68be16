package org.diskreplicator.engine.btrfs;

/**
 * Where a tree begins.
 *
 * @param owner number of the tree, which all its blocks bear
 * @param address logical address of its topmost block
 * @param level 0 when that is a leaf
 * @param generation transaction in which that was written
 */
record TreeRoot(long owner, long address, int level, long generation) {
  static final long ROOTS = 1;
  static final long EXTENTS = 2;
  static final long CHUNKS = 3;
  static final long DEVICES = 4;
}
