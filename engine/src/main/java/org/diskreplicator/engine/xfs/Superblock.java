package org.diskreplicator.engine.xfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * The first superblock: {@code struct xfs_dsb} of the kernel's {@code fs/xfs/libxfs/xfs_format.h},
 * and "XFS Algorithms & Data Structures", 3rd edition.
 */
final class Superblock {
  private static final int MAGIC = 0x58465342;
  private static final int LEAST_SECTOR = 512;
  private static final int MOST_SECTOR = 1 << 15;
  private static final int CHECKSUM = 224;

  private static final int SHARED_VERSION = 0x200;
  private static final int MORE_BITS = 0x8000;

  private static final int LAZY_COUNTERS = 0x2;
  private static final int CHECKSUMS = 0x100;

  /** Lazy counters, attributes of version 2, wide project numbers, kinds in folders. */
  private static final int KNOWN_2 = LAZY_COUNTERS | 0x8 | 0x80 | 0x200;

  /** Free inode tree, reverse map, shared blocks, counts of the inode trees. */
  private static final int KNOWN_READ_ONLY = 0xf;

  private static final int OTHER_UUID_INSIDE = 4;
  private static final int NEEDS_REPAIR = 16;

  /** Kinds in folders, sparse inodes, another identifier inside, large times, large counts. */
  private static final int KNOWN_INCOMPATIBLE = 1 | 2 | OTHER_UUID_INSIDE | 8 | 32;

  /** Attributes that are logged as intents, which a clean log holds none of. */
  private static final int KNOWN_LOG = 1;

  private final ByteBuffer bytes;

  private Superblock(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads it.
   *
   * @throws UntrustworthyException when it is none, or its checksum is wrong
   */
  static Superblock read(RegionReader reader) throws IOException, UntrustworthyException {
    ByteBuffer start = reader.read(0, LEAST_SECTOR).order(ByteOrder.BIG_ENDIAN);
    int sector = Short.toUnsignedInt(start.getShort(102));
    if (start.getInt(0) != MAGIC
        || Integer.bitCount(sector) != 1
        || sector < LEAST_SECTOR
        || sector > MOST_SECTOR) {
      throw UntrustworthyException.damaged("its superblock makes no sense");
    }
    Superblock found = new Superblock(reader.read(0, sector).order(ByteOrder.BIG_ENDIAN));
    if (found.hasChecksums() && !Checksum.fits(found.bytes, CHECKSUM)) {
      throw UntrustworthyException.damaged("the checksum of its superblock is wrong");
    }
    return found;
  }

  /**
   * Does nothing when every feature is known here and its blocks and its log lie in it.
   *
   * @throws UntrustworthyException with what speaks against it
   */
  void requireUnderstood() throws UntrustworthyException {
    if (version() != 5 && version() != 4) {
      throw unsupported("its version is " + version());
    }
    requireKnown("feature", features2() & ~(hasChecksums() ? KNOWN_2 | CHECKSUMS : KNOWN_2));
    if (hasChecksums()) {
      requireSound();
      requireKnown("read-only feature", bytes.getInt(212) & ~KNOWN_READ_ONLY);
      requireKnown("incompatible feature", bytes.getInt(216) & ~KNOWN_INCOMPATIBLE);
      requireKnown("feature of its log", bytes.getInt(220) & ~KNOWN_LOG);
    } else if ((versionBits() & SHARED_VERSION) != 0) {
      throw unsupported("it is shared read-only by several machines");
    }
    if (bytes.get(126) != 0) {
      throw UntrustworthyException.damaged("it was never made completely");
    }
    if (bytes.getLong(16) != 0 || bytes.getLong(24) != 0) {
      throw unsupported("it has a real-time device");
    }
    if (logStart() == 0) {
      throw unsupported("its log is on another device");
    }
  }

  private void requireSound() throws UntrustworthyException {
    if ((bytes.getInt(216) & NEEDS_REPAIR) != 0) {
      throw UntrustworthyException.damaged("it says that it needs a repair");
    }
  }

  private static void requireKnown(String kind, int unknown) throws UntrustworthyException {
    if (unknown != 0) {
      throw unsupported(
          "it has the unknown "
              + kind
              + " 0x"
              + Integer.toHexString(Integer.lowestOneBit(unknown)));
    }
  }

  private static UntrustworthyException unsupported(String reason) {
    return new UntrustworthyException(ContentState.UNSUPPORTED, reason);
  }

  int version() {
    return versionBits() & 0xf;
  }

  boolean hasChecksums() {
    return version() == 5;
  }

  /** Whether the count of free blocks is made from the allocation groups at each unmount. */
  boolean hasLazyCounters() {
    return hasChecksums() || (features2() & LAZY_COUNTERS) != 0;
  }

  private int versionBits() {
    return Short.toUnsignedInt(bytes.getShort(100));
  }

  /** Old programs put them four bytes too far behind; the kernel takes what is in either place. */
  private int features2() {
    boolean more = hasChecksums() || (versionBits() & MORE_BITS) != 0;
    return more ? bytes.getInt(200) | bytes.getInt(204) : 0;
  }

  long blockSize() {
    return unsigned(4);
  }

  long blocks() {
    return bytes.getLong(8);
  }

  /** Block number with the group in its upper bits; 0 when the log is on another device. */
  long logStart() {
    return bytes.getLong(48);
  }

  long groupBlocks() {
    return unsigned(84);
  }

  long groups() {
    return unsigned(88);
  }

  long logBlocks() {
    return unsigned(96);
  }

  int sectorSize() {
    return bytes.limit();
  }

  /** Binary logarithm of the blocks that numbers leave to each group. */
  int groupBlockBits() {
    return Byte.toUnsignedInt(bytes.get(124));
  }

  long freeBlocks() {
    return bytes.getLong(144);
  }

  /** The one that the user sees, and the log. */
  UUID uuid() {
    return new UUID(bytes.getLong(32), bytes.getLong(40));
  }

  /** The one in all other structures, which stays when the user's is changed. */
  UUID innerUuid() {
    return hasChecksums() && (bytes.getInt(216) & OTHER_UUID_INSIDE) != 0
        ? new UUID(bytes.getLong(248), bytes.getLong(256))
        : uuid();
  }

  private long unsigned(int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }
}
