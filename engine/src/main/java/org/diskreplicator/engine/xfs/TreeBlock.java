package org.diskreplicator.engine.xfs;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * A block of the tree of free space by block number: {@code struct xfs_btree_block} in its short
 * form, with records in leaves, and keys and then pointers in nodes.
 */
final class TreeBlock {
  /** What stands where there is no sibling. */
  static final int NONE = -1;

  private static final int MAGIC = 0x41425442;
  private static final int MAGIC_WITH_CHECKSUM = 0x41423342;
  private static final int CHECKSUM = 52;
  private static final int HEADER = 16;
  private static final int HEADER_WITH_CHECKSUM = 56;
  private static final int RECORD = 8;
  private static final int POINTER = 4;
  private static final int SECTOR = 512;

  private final ByteBuffer bytes;
  private final int header;

  private TreeBlock(ByteBuffer bytes, int header) {
    this.bytes = bytes;
    this.header = header;
  }

  /**
   * The block with this number in its group.
   *
   * @param bytes of the block alone, most significant byte first
   * @throws UntrustworthyException when it is another one, or its checksum is wrong
   */
  static TreeBlock of(ByteBuffer bytes, Geometry geometry, long group, int number, int level)
      throws UntrustworthyException {
    boolean checksums = geometry.checksums();
    TreeBlock block = new TreeBlock(bytes, checksums ? HEADER_WITH_CHECKSUM : HEADER);
    if (bytes.getInt(0) != (checksums ? MAGIC_WITH_CHECKSUM : MAGIC)
        || bytes.getShort(4) != level
        || block.count() > block.capacity()
        || (checksums && !block.isOwn(geometry, group, number))) {
      throw broken();
    }
    return block;
  }

  private boolean isOwn(Geometry geometry, long group, int number) {
    long place = geometry.groupOffset(group) + (long) number * geometry.blockSize();
    return bytes.getLong(16) == place / SECTOR
        && new UUID(bytes.getLong(32), bytes.getLong(40)).equals(geometry.uuid())
        && Integer.toUnsignedLong(bytes.getInt(48)) == group
        && Checksum.fits(bytes, CHECKSUM);
  }

  static UntrustworthyException broken() {
    return UntrustworthyException.damaged("one of its trees of free space is broken");
  }

  boolean isLeaf() {
    return bytes.getShort(4) == 0;
  }

  /** Records of a leaf, or children of a node. */
  int count() {
    return Short.toUnsignedInt(bytes.getShort(6));
  }

  private int capacity() {
    return (bytes.limit() - header) / (isLeaf() ? RECORD : RECORD + POINTER);
  }

  int left() {
    return bytes.getInt(8);
  }

  int right() {
    return bytes.getInt(12);
  }

  /** First block of a record, or the first one below a child. */
  long start(int index) {
    return Integer.toUnsignedLong(bytes.getInt(header + index * RECORD));
  }

  /** Blocks of a record. */
  long length(int index) {
    return Integer.toUnsignedLong(bytes.getInt(header + index * RECORD + 4));
  }

  /** Block number of a child. */
  int child(int index) {
    return bytes.getInt(header + capacity() * RECORD + index * POINTER);
  }
}
