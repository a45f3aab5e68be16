package org.diskreplicator.engine.replicate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.XfsMaking.Features;

/**
 * The superblock of an xfs, byte by byte: {@code struct xfs_dsb} of the kernel's {@code
 * fs/xfs/libxfs/xfs_format.h}, and "XFS Algorithms & Data Structures".
 */
final class XfsSuperblock {
  private static final int SIZE = 256;
  private static final int MAGIC = 0x58465342;

  private static final int QUOTA = 0x40;
  private static final int IGNORES_CASE = 0x4000;
  private static final int LOG_VERSION_2 = 0x400;

  private static final int LAZY_COUNTERS = 0x2;
  private static final int ATTRIBUTES_2 = 0x8;
  private static final int WIDE_PROJECTS = 0x80;
  private static final int KINDS_IN_FOLDERS_4 = 0x200;

  private static final int FREE_INODE_TREE = 1;
  private static final int REVERSE_MAP = 2;
  private static final int SHARED_BLOCKS = 4;
  private static final int INODE_TREE_COUNTS = 8;
  private static final int KNOWN_READ_ONLY = 0xF;

  private static final int SPARSE_INODES = 2;
  private static final int OTHER_UUID_INSIDE = 4;
  private static final int BIG_TIMES = 8;
  private static final int BIG_EXTENT_COUNTS = 32;
  private static final int KNOWN_INCOMPATIBLE = 1 | 2 | 4 | 8 | 32;

  private final ByteBuffer bytes;

  private XfsSuperblock(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Reads the one of the file system that starts at byte {@code start} of a file. */
  static XfsSuperblock read(Path file, long start) {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, start + bytes.position()) < 0) {
          throw new EOFException("the file system ends within its superblock");
        }
      }
      if (bytes.getInt(0) != MAGIC) {
        throw new IOException("there is no xfs");
      }
    } catch (IOException e) {
      throw new InputOutputException("reading the xfs", e);
    }
    return new XfsSuperblock(bytes);
  }

  /** Whether all features are known here, and none says that it needs a repair. */
  boolean isUnderstood() {
    return version() == 4
        || (version() == 5
            && (readOnlyFeatures() & ~KNOWN_READ_ONLY) == 0
            && (incompatible() & ~KNOWN_INCOMPATIBLE) == 0);
  }

  boolean hasRealTimePart() {
    return bytes.getLong(16) != 0;
  }

  boolean hasExternalLog() {
    return bytes.getLong(48) == 0;
  }

  boolean hasQuotas() {
    return (bytes.getShort(100) & QUOTA) != 0;
  }

  boolean hasSameFeaturesAs(XfsSuperblock other) {
    return features().equals(other.features())
        && version() == other.version()
        && readOnlyFeatures() == other.readOnlyFeatures()
        && (incompatible() & ~OTHER_UUID_INSIDE) == (other.incompatible() & ~OTHER_UUID_INSIDE);
  }

  Features features() {
    boolean checksums = version() == 5;
    return new Features(
        checksums && (readOnlyFeatures() & FREE_INODE_TREE) != 0,
        checksums && (readOnlyFeatures() & REVERSE_MAP) != 0,
        checksums && (readOnlyFeatures() & SHARED_BLOCKS) != 0,
        checksums && (incompatible() & BIG_TIMES) != 0,
        checksums && (readOnlyFeatures() & INODE_TREE_COUNTS) != 0,
        checksums && (incompatible() & BIG_EXTENT_COUNTS) != 0,
        checksums && (incompatible() & SPARSE_INODES) != 0,
        checksums ? (incompatible() & 1) != 0 : (features2() & KINDS_IN_FOLDERS_4) != 0,
        (bytes.getShort(100) & IGNORES_CASE) != 0,
        (features2() & LAZY_COUNTERS) != 0,
        (features2() & ATTRIBUTES_2) != 0,
        (features2() & WIDE_PROJECTS) != 0);
  }

  int version() {
    return bytes.getShort(100) & 0xF;
  }

  private int features2() {
    return bytes.getInt(200);
  }

  private int readOnlyFeatures() {
    return bytes.getInt(212);
  }

  private int incompatible() {
    return bytes.getInt(216);
  }

  long blockSize() {
    return Integer.toUnsignedLong(bytes.getInt(4));
  }

  long blocks() {
    return bytes.getLong(8);
  }

  long freeBlocks() {
    return bytes.getLong(144);
  }

  UUID uuid() {
    return new UUID(bytes.getLong(32), bytes.getLong(40));
  }

  long groupBlocks() {
    return Integer.toUnsignedLong(bytes.getInt(84));
  }

  long logBlocks() {
    return Integer.toUnsignedLong(bytes.getInt(96));
  }

  int logVersion() {
    return (bytes.getShort(100) & LOG_VERSION_2) != 0 ? 2 : 1;
  }

  /** Bytes; 1 means none. */
  long logStripe() {
    return Integer.toUnsignedLong(bytes.getInt(196));
  }

  long sectorSize() {
    return Short.toUnsignedLong(bytes.getShort(102));
  }

  long inodeSize() {
    return Short.toUnsignedLong(bytes.getShort(104));
  }

  String label() {
    byte[] name = new byte[12];
    bytes.get(108, name);
    int length = 0;
    while (length < name.length && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.UTF_8);
  }

  int inodePercent() {
    return bytes.get(127);
  }

  /** In blocks, as the width. */
  long stripe() {
    return Integer.toUnsignedLong(bytes.getInt(184));
  }

  long stripeWidth() {
    return Integer.toUnsignedLong(bytes.getInt(188));
  }

  long folderBlockSize() {
    return blockSize() << bytes.get(192);
  }
}
