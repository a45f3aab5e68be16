package org.diskreplicator.engine.ext;

import java.nio.ByteBuffer;

/** A group descriptor. */
final class Group {
  /** Of two bytes, within the descriptor. */
  static final int CHECKSUM = 0x1e;

  private static final int WIDE = 64;
  private static final int INODES_UNINITIALIZED = 1;
  private static final int BLOCKS_UNINITIALIZED = 2;

  private final long number;
  private final ByteBuffer bytes;

  /**
   * Looks at a descriptor.
   *
   * @param bytes all of it, least significant byte first
   */
  Group(long number, ByteBuffer bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  long number() {
    return number;
  }

  long blockBitmap() {
    return wide(0x00);
  }

  long inodeBitmap() {
    return wide(0x04);
  }

  long inodeTable() {
    return wide(0x08);
  }

  private long wide(int low) {
    return u32(low) | (bytes.limit() >= WIDE ? u32(low + 0x20) << 32 : 0);
  }

  private long u32(int offset) {
    return Integer.toUnsignedLong(bytes.getInt(offset));
  }

  long freeClusters() {
    return join(0x0c, 0x2c);
  }

  private long join(int low, int high) {
    return u16(low) | (bytes.limit() >= WIDE ? u16(high) << Short.SIZE : 0);
  }

  private long u16(int offset) {
    return Short.toUnsignedLong(bytes.getShort(offset));
  }

  /** Whether its block bitmap was never written; to be asked where descriptors have checksums. */
  boolean lacksBlockBitmap() {
    return (u16(0x12) & BLOCKS_UNINITIALIZED) != 0;
  }

  /** The same of its inode bitmap. */
  boolean lacksInodeBitmap() {
    return (u16(0x12) & INODES_UNINITIALIZED) != 0;
  }

  /** Whether the checksum of the block bitmap is this one, or begins so where it is cut. */
  boolean statesBlockBitmap(int checksum) {
    return states(checksum, 0x18, 0x38);
  }

  /** The same for the inode bitmap. */
  boolean statesInodeBitmap(int checksum) {
    return states(checksum, 0x1a, 0x3a);
  }

  private boolean states(int checksum, int low, int high) {
    long mask = bytes.limit() >= WIDE ? 0xffffffffL : 0xffff;
    return (checksum & mask) == join(low, high);
  }
}
