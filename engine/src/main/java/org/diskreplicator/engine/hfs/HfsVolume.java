package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.half;
import static org.diskreplicator.engine.hfs.HfsBytes.require;
import static org.diskreplicator.engine.hfs.HfsBytes.slice;
import static org.diskreplicator.engine.hfs.HfsBytes.unsupported;
import static org.diskreplicator.engine.hfs.HfsBytes.whole;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * The volume header; every number has been checked.
 *
 * <p>Source: Apple, Technical Note TN1150, "HFS Plus Volume Format".
 *
 * @param blockBytes bytes of an allocation block
 * @param blocks of the whole volume
 * @param freeBlocks that the header counts
 * @param header the 512 bytes
 */
record HfsVolume(
    RegionReader region, int blockBytes, long blocks, long freeBlocks, ByteBuffer header) {
  /** The header lies behind boot blocks, and a copy of it so many bytes before the end. */
  static final int HEADER = 1024;

  static final int HEADER_BYTES = 512;
  private static final int PLAIN = 0x482b;
  private static final int CASE_SENSITIVE = 0x4858;
  private static final int VERSION = 2;
  private static final int ATTRIBUTES = 4;
  private static final int BLOCK_BYTES = 40;
  private static final int BLOCKS = 44;
  private static final int FREE_BLOCKS = 48;
  private static final int SMALLEST_BLOCK = 512;
  private static final int LARGEST_BLOCK = 1 << 20;

  private static final int UNMOUNTED = 1 << 8;
  private static final int INCONSISTENT = 1 << 11;

  /** The files of the volume itself, with the numbers by which the extents file knows them. */
  enum Special {
    EXTENTS(3, 192),
    CATALOG(4, 272),
    ALLOCATION(6, 112),
    STARTUP(7, 432),
    ATTRIBUTES(8, 352);

    private final int number;
    private final int field;

    Special(int number, int field) {
      this.number = number;
      this.field = field;
    }

    int number() {
      return number;
    }
  }

  static HfsVolume read(RegionReader region) throws IOException, UntrustworthyException {
    ByteBuffer header = HfsBytes.read(region, HEADER, HEADER_BYTES);
    requireKnown(header);
    requireUnmounted(header.getInt(ATTRIBUTES));
    long blockBytes = whole(header, BLOCK_BYTES);
    long blocks = whole(header, BLOCKS);
    long freeBlocks = whole(header, FREE_BLOCKS);
    require(
        blockBytes >= SMALLEST_BLOCK
            && blockBytes <= LARGEST_BLOCK
            && Long.bitCount(blockBytes) == 1
            && freeBlocks < blocks,
        "its volume header is damaged");
    require(blocks <= region.size() / blockBytes, "it is larger than the space that it lies in");
    return new HfsVolume(region, (int) blockBytes, blocks, freeBlocks, header);
  }

  private static void requireKnown(ByteBuffer header) throws UntrustworthyException {
    int signature = half(header, 0);
    if (signature != PLAIN && signature != CASE_SENSITIVE) {
      throw unsupported("a wrapper of the older HFS around it");
    }
    if (half(header, VERSION) != (signature == PLAIN ? 4 : 5)) {
      throw unsupported("an unknown version");
    }
  }

  private static void requireUnmounted(int attributes) throws UntrustworthyException {
    if ((attributes & UNMOUNTED) == 0) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: it was not unmounted");
    }
    if ((attributes & INCONSISTENT) != 0) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: it is marked as inconsistent");
    }
  }

  int attributes() {
    return header.getInt(ATTRIBUTES);
  }

  HfsFork fork(Special file) {
    return HfsFork.of(slice(header, file.field, HfsFork.BYTES));
  }

  /** Whether blocks exist. */
  boolean holds(HfsFork.Blocks place) {
    return place.first() <= blocks && place.count() <= blocks - place.first();
  }
}
