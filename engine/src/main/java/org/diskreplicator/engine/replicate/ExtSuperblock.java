package org.diskreplicator.engine.replicate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The superblock of an ext file system, byte by byte: {@code struct ext4_super_block} of the
 * kernel's {@code fs/ext4/ext4.h}, and "ext4 Data Structures" in its documentation.
 */
final class ExtSuperblock {
  /** Where it is, after the boot sector. */
  static final int OFFSET = 1024;

  static final int SIZE = 1024;

  private static final int MAGIC = 0x38;
  private static final int CHECKSUM = 0x3FC;
  private static final int METADATA_CSUM = 0x400;
  private static final int GDT_CSUM = 0x10;
  private static final int IS_64BIT = 0x80;
  private static final int META_BG = 0x10;
  private static final int JOURNAL_BACKUP_OF_BLOCKS = 1;

  /** Extra bytes of inodes, RAID stripe, reserved owners, error behaviour, creator and so on. */
  private static final List<Field> IDENTITY =
      List.of(
          new Field("maximum mount count", 0x36, 2),
          new Field("errors", 0x3C, 2),
          new Field("minor revision", 0x3E, 2),
          new Field("last check", 0x40, 4),
          new Field("check interval", 0x44, 4),
          new Field("creator", 0x48, 4),
          new Field("reserved uid and gid", 0x50, 4),
          new Field("label", 0x78, 16),
          new Field("hash seed", 0xEC, 16),
          new Field("hash version", 0xFC, 1),
          new Field("default mount options", 0x100, 4),
          new Field("created", 0x108, 4),
          new Field("sizes of extra inode fields", 0x15C, 4),
          new Field("flags", 0x160, 4),
          new Field("RAID stride", 0x164, 2),
          new Field("interval of multiple mount protection", 0x166, 2),
          new Field("RAID stripe width", 0x170, 4),
          new Field("mount options", 0x200, 64),
          new Field("encryption algorithms and salt", 0x254, 20),
          new Field("high bytes of creation and check", 0x276, 2),
          new Field("encoding", 0x27C, 4));

  /** What each mount changes. */
  private static final List<Field> HISTORY =
      List.of(
          new Field("mount and write time", 0x2C, 8),
          new Field("mount count", 0x34, 2),
          new Field("last mounted on", 0x88, 64),
          new Field("kilobytes written", 0x178, 8),
          new Field("high bytes of write and mount time", 0x274, 2));

  private final ByteBuffer bytes;

  private ExtSuperblock(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  private record Field(String name, int offset, int length) {}

  /** Reads the one of the file system that starts at byte {@code start} of the channel. */
  static ExtSuperblock read(FileChannel channel, long start) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + OFFSET + bytes.position()) < 0) {
        throw new EOFException("the file system ends within its superblock");
      }
    }
    ExtSuperblock read = new ExtSuperblock(bytes);
    if (read.u16(MAGIC) != 0xEF53) {
      throw new IOException("there is no ext file system");
    }
    return read;
  }

  /** Writes it where it belongs, with its checksum. */
  void write(FileChannel channel) throws IOException {
    if ((u32(0x64) & METADATA_CSUM) != 0) {
      CRC32C crc = new CRC32C();
      crc.update(bytes.slice(0, CHECKSUM));
      bytes.putInt(CHECKSUM, (int) ~crc.getValue());
    }
    ByteBuffer all = bytes.duplicate().clear();
    while (all.hasRemaining()) {
      channel.write(all, OFFSET + all.position());
    }
  }

  /** Takes over from another one what mke2fs cannot be told, and what belongs to its identity. */
  void takeIdentity(ExtSuperblock other) {
    IDENTITY.forEach(field -> take(field, other));
    setReserved(scaled(other.reserved(), other.blocks()));
  }

  /** Takes over when and where another one was mounted and written. */
  void takeHistory(ExtSuperblock other) {
    HISTORY.forEach(field -> take(field, other));
  }

  private void take(Field field, ExtSuperblock other) {
    bytes.put(field.offset(), other.bytes, field.offset(), field.length());
  }

  private long scaled(long part, long whole) {
    return whole == blocks() ? part : (long) ((double) part / whole * blocks());
  }

  private void setReserved(long blocks) {
    bytes.putInt(0x08, (int) blocks);
    if (is64Bit()) {
      bytes.putInt(0x154, (int) (blocks >>> 32));
    }
  }

  long inodes() {
    return u32(0x00);
  }

  long freeInodes() {
    return u32(0x10);
  }

  long blocks() {
    return wide(0x04, 0x150);
  }

  long freeBlocks() {
    return wide(0x0C, 0x158);
  }

  private long reserved() {
    return wide(0x08, 0x154);
  }

  private long wide(int low, int high) {
    return u32(low) | (is64Bit() ? u32(high) << 32 : 0);
  }

  boolean is64Bit() {
    return (u32(0x60) & IS_64BIT) != 0;
  }

  /** Whether the descriptors of groups do not lie side by side. */
  boolean spreadsDescriptors() {
    return (u32(0x60) & META_BG) != 0;
  }

  /** Whether groups tell how many of their inodes were never used. */
  boolean hasGroupChecksums() {
    return (u32(0x64) & (GDT_CSUM | METADATA_CSUM)) != 0;
  }

  long firstDataBlock() {
    return u32(0x14);
  }

  long blockSize() {
    return 1024L << u32(0x18);
  }

  long clusterSize() {
    return 1024L << u32(0x1C);
  }

  long blocksPerGroup() {
    return u32(0x20);
  }

  long inodesPerGroup() {
    return u32(0x28);
  }

  int revision() {
    return (int) u32(0x4C);
  }

  /** The first inode that is nobody's in particular. */
  long firstInode() {
    return revision() == 0 ? 11 : u32(0x54);
  }

  long inodeSize() {
    return revision() == 0 ? 128 : u16(0x58);
  }

  UUID uuid() {
    return uuidAt(0x68);
  }

  UUID hashSeed() {
    return uuidAt(0xEC);
  }

  long reservedDescriptorBlocks() {
    return u16(0xCE);
  }

  /** Whether its journal is a device of its own. */
  boolean hasExternalJournal() {
    return u32(0xE4) != 0 || (u32(0xE0) == 0 && (u32(0x5C) & 4) != 0);
  }

  /** Bytes of the journal, where the superblock has a copy of its inode. */
  OptionalLong journalBytes() {
    return bytes.get(0xFD) == JOURNAL_BACKUP_OF_BLOCKS
        ? OptionalLong.of(u32(0x10C + 16 * 4) | u32(0x10C + 15 * 4) << 32)
        : OptionalLong.empty();
  }

  long descriptorSize() {
    return is64Bit() ? u16(0xFE) : 32;
  }

  long groupsPerFlex() {
    return 1L << bytes.get(0x174);
  }

  boolean countsUsers() {
    return u32(0x240) != 0;
  }

  boolean countsGroups() {
    return u32(0x244) != 0;
  }

  boolean countsProjects() {
    return u32(0x26C) != 0;
  }

  /** How many superblocks are kept with sparse_super2. */
  int backups() {
    return (u32(0x24C) != 0 ? 1 : 0) + (u32(0x250) != 0 ? 1 : 0);
  }

  long orphanFile() {
    return u32(0x280);
  }

  private UUID uuidAt(int offset) {
    ByteBuffer big = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    return new UUID(big.getLong(offset), big.getLong(offset + 8));
  }

  private int u16(int offset) {
    return Short.toUnsignedInt(bytes.getShort(offset));
  }

  private long u32(int offset) {
    return Integer.toUnsignedLong(bytes.getInt(offset));
  }
}
