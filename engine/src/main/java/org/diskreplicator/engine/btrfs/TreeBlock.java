package org.diskreplicator.engine.btrfs;

import java.nio.ByteBuffer;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * A block of a tree (struct btrfs_header and what follows it): a leaf with items, or a node with
 * pointers to blocks of the level below.
 *
 * @param bytes all of them, least significant byte first
 */
record TreeBlock(ByteBuffer bytes) {
  private static final int HEADER = 101;
  private static final int ITEM = 25;
  private static final int POINTER = 33;

  /** Does nothing when no count and no place of an item leads out of the block. */
  void requireInside() throws UntrustworthyException {
    long count = Integer.toUnsignedLong(bytes.getInt(96));
    int room = bytes.limit() - HEADER;
    boolean inside = count <= room / (isLeaf() ? ITEM : POINTER);
    for (int i = 0; inside && isLeaf() && i < count; i++) {
      long start = Integer.toUnsignedLong(bytes.getInt(entry(i) + 17));
      long length = Integer.toUnsignedLong(bytes.getInt(entry(i) + 21));
      inside = start >= count * ITEM && start + length <= room;
    }
    if (!inside) {
      throw UntrustworthyException.damaged("one of its tree blocks contradicts itself");
    }
  }

  ByteBuffer identifier() {
    return bytes.slice(32, 16);
  }

  long address() {
    return bytes.getLong(48);
  }

  long generation() {
    return bytes.getLong(80);
  }

  long owner() {
    return bytes.getLong(88);
  }

  int level() {
    return Byte.toUnsignedInt(bytes.get(100));
  }

  boolean isLeaf() {
    return level() == 0;
  }

  /** Number of items or pointers. */
  int count() {
    return bytes.getInt(96);
  }

  private int entry(int index) {
    return HEADER + index * (isLeaf() ? ITEM : POINTER);
  }

  /** First number of the key of an item or pointer. */
  long object(int index) {
    return bytes.getLong(entry(index));
  }

  int type(int index) {
    return Byte.toUnsignedInt(bytes.get(entry(index) + 8));
  }

  /** Last number of the key. */
  long offset(int index) {
    return bytes.getLong(entry(index) + 9);
  }

  /** Logical address of the block that a node points to. */
  long child(int index) {
    return bytes.getLong(entry(index) + Key.LENGTH);
  }

  long childGeneration(int index) {
    return bytes.getLong(entry(index) + Key.LENGTH + Long.BYTES);
  }

  /** Where in the block the item's own bytes begin. */
  int itemStart(int index) {
    return HEADER + bytes.getInt(entry(index) + 17);
  }

  int itemLength(int index) {
    return bytes.getInt(entry(index) + 21);
  }

  /** Whether the item has this many bytes at least. */
  void requireLength(int index, int least) throws UntrustworthyException {
    if (itemLength(index) < least) {
      throw UntrustworthyException.damaged("an item of its trees is too short");
    }
  }
}
