package org.diskreplicator.engine.minix;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * What the superblock tells, in blocks of 1024 bytes, which zones are too; every number has been
 * checked. Behind the superblock lie the bitmap of inodes, that of zones, the inodes, and the zones
 * of files.
 *
 * <p>Source: Linux, include/uapi/linux/minix_fs.h.
 *
 * @param zoneMap first block of the bitmap of zones
 * @param firstZone that files may have, and the first block behind the inodes
 * @param zones of the whole file system, those before {@code firstZone} too
 */
record MinixSuperblock(long zoneMap, long firstZone, long zones) {
  static final int BLOCK = 1024;
  private static final int SUPERBLOCK = 1;
  private static final int LENGTH = 32;
  private static final int BITS = BLOCK * Byte.SIZE;

  private static final int MAGIC = 16;
  private static final int STATE = 18;
  private static final int MAGIC_3 = 24;
  private static final int BLOCK_SIZE_3 = 28;

  private static final int VERSION_1 = 0x137f;
  private static final int VERSION_1_LONG_NAMES = 0x138f;
  private static final int VERSION_2 = 0x2468;
  private static final int VERSION_2_LONG_NAMES = 0x2478;
  private static final int VERSION_3 = 0x4d5a;

  private static final int VALID = 1;
  private static final int ERROR = 2;

  static MinixSuperblock read(RegionReader region) throws IOException, UntrustworthyException {
    ByteBuffer bytes = region.read(SUPERBLOCK * BLOCK, LENGTH);
    Numbers numbers = numbers(bytes);
    if (numbers.zoneSize != 0) {
      throw unsupported("zones of another size than 1024 bytes");
    }
    long zoneMap = SUPERBLOCK + 1L + numbers.inodeMapBlocks;
    long inodes = zoneMap + numbers.zoneMapBlocks;
    long inodeBlocks = (numbers.inodes + numbers.inodesPerBlock - 1) / numbers.inodesPerBlock;
    long inodeBits = (long) numbers.inodeMapBlocks * BITS;
    long zoneBits = (long) numbers.zoneMapBlocks * BITS;
    require(numbers.zones <= region.size() / BLOCK, "it is larger than the space that it lies in");
    require(
        numbers.inodes > 0
            && inodeBits > numbers.inodes
            && numbers.firstZone == inodes + inodeBlocks
            && numbers.firstZone < numbers.zones
            && zoneBits > numbers.zones - numbers.firstZone,
        "its areas are not in order");
    return new MinixSuperblock(zoneMap, numbers.firstZone, numbers.zones);
  }

  private record Numbers(
      long inodes,
      long zones,
      int inodeMapBlocks,
      int zoneMapBlocks,
      int firstZone,
      int zoneSize,
      int inodesPerBlock) {}

  private static Numbers numbers(ByteBuffer bytes) throws UntrustworthyException {
    return switch (half(bytes, MAGIC)) {
      case VERSION_1, VERSION_1_LONG_NAMES -> older(bytes, half(bytes, 2), BLOCK / 32);
      case VERSION_2, VERSION_2_LONG_NAMES -> older(bytes, whole(bytes, 20), BLOCK / 64);
      default -> third(bytes);
    };
  }

  private static Numbers older(ByteBuffer bytes, long zones, int inodesPerBlock)
      throws UntrustworthyException {
    int state = half(bytes, STATE);
    if ((state & VALID) == 0) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: it was not unmounted");
    }
    if ((state & ERROR) != 0) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: its error flag is set");
    }
    return new Numbers(
        half(bytes, 0),
        zones,
        half(bytes, 4),
        half(bytes, 6),
        half(bytes, 8),
        half(bytes, 10),
        inodesPerBlock);
  }

  /** Version 3 has no state. */
  private static Numbers third(ByteBuffer bytes) throws UntrustworthyException {
    if (half(bytes, MAGIC_3) != VERSION_3) {
      throw unsupported("the byte order of another machine, or an unknown version");
    }
    if (half(bytes, BLOCK_SIZE_3) != BLOCK) {
      throw unsupported("blocks of another size than 1024 bytes");
    }
    return new Numbers(
        whole(bytes, 0),
        whole(bytes, 20),
        half(bytes, 6),
        half(bytes, 8),
        half(bytes, 10),
        half(bytes, 12),
        BLOCK / 64);
  }

  private static UntrustworthyException unsupported(String what) {
    return new UntrustworthyException(ContentState.UNSUPPORTED, "it has " + what);
  }

  private static int half(ByteBuffer bytes, int field) {
    return Short.toUnsignedInt(bytes.getShort(field));
  }

  private static long whole(ByteBuffer bytes, int field) {
    return Integer.toUnsignedLong(bytes.getInt(field));
  }

  static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }
}
