package org.diskreplicator.engine.f2fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Where the areas of a file system begin, in blocks; every field has been checked. They lie one
 * behind the other: checkpoints, segment information (SIT), node addresses (NAT), summaries (SSA),
 * and the main area.
 *
 * <p>Source: Linux, Documentation/filesystems/f2fs.rst and include/linux/f2fs_fs.h.
 *
 * @param blocks of the whole file system
 * @param checkpoints first block of the two packs
 * @param information first block of the SIT
 * @param informationSegments of the SIT, which is there twice
 * @param main first block of the main area
 * @param mainSegments segments in it
 * @param payload blocks of a checkpoint pack that only hold a bitmap
 */
record F2fsSuperblock(
    long blocks,
    long checkpoints,
    long information,
    long informationSegments,
    long main,
    long mainSegments,
    long payload) {
  static final int MAGIC = 0xf2f52010;
  static final int BLOCK = 4096;
  static final int SEGMENT_BLOCKS = 512;
  private static final int OFFSET = 1024;
  private static final int LENGTH = 3072;
  private static final int LOG_BLOCK = 16;
  private static final int LOG_SEGMENT = 20;
  private static final int BLOCKS = 36;
  private static final int CHECKPOINT_SEGMENTS = 52;
  private static final int SIT_SEGMENTS = 56;
  private static final int NAT_SEGMENTS = 60;
  private static final int SSA_SEGMENTS = 64;
  private static final int MAIN_SEGMENTS = 68;
  private static final int CHECKPOINTS = 76;
  private static final int SIT = 80;
  private static final int NAT = 84;
  private static final int SSA = 88;
  private static final int MAIN = 92;
  private static final int LAST_FIELD = 108;
  private static final int PAYLOAD = 1664;
  private static final int FEATURES = 2180;
  private static final int SECOND_DEVICE = 2201;
  private static final int CHECKSUM = 3068;

  /** All up to compression, but for zones of a device. */
  private static final int KNOWN_FEATURES = 0x3ffd;

  private static final int HAS_CHECKSUM = 0x800;

  static F2fsSuperblock read(RegionReader region) throws IOException, UntrustworthyException {
    ByteBuffer bytes = region.read(OFFSET, LENGTH);
    ByteBuffer copy = region.read(BLOCK + OFFSET, LENGTH);
    require(bytes.getInt(0) == MAGIC, "its superblock is damaged");
    requireKnown(bytes);
    require(
        (bytes.getInt(FEATURES) & HAS_CHECKSUM) == 0
            || bytes.getInt(CHECKSUM) == F2fsChecksum.of(bytes, CHECKSUM),
        "its superblock does not have its checksum");
    require(
        bytes.slice(0, LAST_FIELD).equals(copy.slice(0, LAST_FIELD)),
        "its superblock differs from its copy");
    requireInOrder(bytes, region.size());
    return new F2fsSuperblock(
        bytes.getLong(BLOCKS),
        number(bytes, CHECKPOINTS),
        number(bytes, SIT),
        number(bytes, SIT_SEGMENTS),
        number(bytes, MAIN),
        number(bytes, MAIN_SEGMENTS),
        number(bytes, PAYLOAD));
  }

  private static void requireKnown(ByteBuffer bytes) throws UntrustworthyException {
    if (bytes.getInt(LOG_BLOCK) != 12 || bytes.getInt(LOG_SEGMENT) != 9) {
      throw unsupported("blocks or segments of another size");
    }
    if ((bytes.getInt(FEATURES) & ~KNOWN_FEATURES) != 0) {
      throw unsupported("features that are unknown here");
    }
    if (bytes.get(SECOND_DEVICE) != 0) {
      throw unsupported("several devices");
    }
  }

  private static UntrustworthyException unsupported(String what) {
    return new UntrustworthyException(ContentState.UNSUPPORTED, "it has " + what);
  }

  /** No sum here can overflow: all numbers but that of blocks have 32 bits. */
  private static void requireInOrder(ByteBuffer bytes, long size) throws UntrustworthyException {
    long sit = number(bytes, CHECKPOINTS) + blocks(bytes, CHECKPOINT_SEGMENTS);
    long nat = number(bytes, SIT) + blocks(bytes, SIT_SEGMENTS);
    long ssa = number(bytes, NAT) + blocks(bytes, NAT_SEGMENTS);
    long main = number(bytes, SSA) + blocks(bytes, SSA_SEGMENTS);
    long end = number(bytes, MAIN) + blocks(bytes, MAIN_SEGMENTS);
    long all = bytes.getLong(BLOCKS);
    require(all > 0 && all <= size / BLOCK, "it is larger than the space that it lies in");
    require(
        number(bytes, CHECKPOINTS) >= 2
            && number(bytes, CHECKPOINT_SEGMENTS) == 2
            && sit == number(bytes, SIT)
            && nat == number(bytes, NAT)
            && ssa == number(bytes, SSA)
            && main == number(bytes, MAIN)
            && end <= all
            && number(bytes, MAIN_SEGMENTS) > 0
            && number(bytes, PAYLOAD) < SEGMENT_BLOCKS,
        "its areas are not in order");
  }

  private static long blocks(ByteBuffer bytes, int segments) {
    return number(bytes, segments) * SEGMENT_BLOCKS;
  }

  private static long number(ByteBuffer bytes, int field) {
    return Integer.toUnsignedLong(bytes.getInt(field));
  }

  static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }
}
