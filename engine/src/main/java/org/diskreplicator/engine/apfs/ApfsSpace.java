package org.diskreplicator.engine.apfs;

import static org.diskreplicator.engine.apfs.ApfsObjects.HEADER;
import static org.diskreplicator.engine.apfs.ApfsObjects.number;
import static org.diskreplicator.engine.apfs.ApfsObjects.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.apfs.ApfsObjects.Kind;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.BitmapRanges;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * What the space manager of a container calls free. It names blocks of infos on chunks; an info
 * names the bitmap of its chunk, or none where all of that is free.
 *
 * <p>Source: Apple, "Apple File System Reference", chapter "Space Manager".
 */
final class ApfsSpace {
  private static final int BLOCK_BYTES = 32;
  private static final int CHUNK_BLOCKS = 36;
  private static final int INFOS_PER_BLOCK = 40;
  private static final int BLOCKS = 48;
  private static final int CHUNKS = 56;
  private static final int INFO_BLOCKS = 64;
  private static final int ADDRESS_BLOCKS = 68;
  private static final int FREE = 72;
  private static final int ADDRESSES = 80;
  private static final int SECOND_DEVICE_BLOCKS = 96;
  private static final int POOL_BLOCKS = 152;
  private static final int POOL_BITMAP_BLOCKS = 164;
  private static final int POOL_BITMAPS = 168;
  private static final int POOL = 176;
  private static final int FIXED_PART = 184;

  private static final int INFO_INDEX = HEADER;
  private static final int INFO_COUNT = HEADER + 4;
  private static final int INFOS = HEADER + 8;
  private static final int INFO = 32;
  private static final int INFO_START = 8;
  private static final int INFO_LENGTH = 16;
  private static final int INFO_FREE = 20;
  private static final int INFO_BITMAP = 24;

  /** The upper bits of counts in an info are reserved. */
  private static final int COUNT_BITS = 0xfffff;

  private final ApfsObjects objects;
  private final ByteBuffer spaceman;
  private final ExtentSet.Builder own;
  private final BitmapRanges ranges;
  private final ByteBuffer allFree;
  private final long chunkBlocks;
  private long position;
  private long freeBlocks;

  /**
   * Begins with nothing.
   *
   * @param own takes the places of all that is read
   */
  ApfsSpace(ApfsObjects objects, ByteBuffer spaceman, ExtentSet.Builder own) {
    this.objects = objects;
    this.spaceman = spaceman;
    this.own = own;
    this.ranges = new BitmapRanges(BitmapRanges.BitOrder.LOWEST_FIRST, 0, objects.blockBytes());
    this.allFree = ByteBuffer.allocate(objects.blockBytes());
    this.chunkBlocks = (long) objects.blockBytes() * Byte.SIZE;
  }

  ExtentSet free() throws IOException, UntrustworthyException {
    requireLayout();
    addPool();
    long addresses = number(spaceman, ADDRESSES);
    long count = number(spaceman, INFO_BLOCKS);
    require(
        addresses >= FIXED_PART && addresses + count * Long.BYTES <= spaceman.limit(),
        "its space manager is damaged");
    for (int i = 0; i < count; i++) {
      addInfos(spaceman.getLong((int) (addresses + (long) i * Long.BYTES)), i);
    }
    require(
        position == objects.blocks() && freeBlocks == spaceman.getLong(FREE),
        "its bitmaps do not add up to its count of free blocks");
    return ranges.free();
  }

  private void requireLayout() throws UntrustworthyException {
    if (number(spaceman, ADDRESS_BLOCKS) != 0 || spaceman.getLong(SECOND_DEVICE_BLOCKS) != 0) {
      throw new UntrustworthyException(
          ContentState.UNSUPPORTED, "it has lists of a kind that is not read here");
    }
    int infos = (objects.blockBytes() - INFOS) / INFO;
    long chunks = quotient(objects.blocks(), chunkBlocks);
    require(
        number(spaceman, BLOCK_BYTES) == objects.blockBytes()
            && number(spaceman, CHUNK_BLOCKS) == chunkBlocks
            && number(spaceman, INFOS_PER_BLOCK) == infos
            && spaceman.getLong(BLOCKS) == objects.blocks()
            && spaceman.getLong(CHUNKS) == chunks
            && number(spaceman, INFO_BLOCKS) == quotient(chunks, infos),
        "its space manager does not fit to its size");
  }

  private static long quotient(long value, long unit) {
    return (value + unit - 1) / unit;
  }

  /** The lists and bitmaps themselves lie in a pool, which has bitmaps of its own. */
  private void addPool() throws UntrustworthyException {
    addOwn(spaceman.getLong(POOL), spaceman.getLong(POOL_BLOCKS));
    addOwn(spaceman.getLong(POOL_BITMAPS), number(spaceman, POOL_BITMAP_BLOCKS));
  }

  private void addOwn(long block, long count) throws UntrustworthyException {
    require(
        block > 0 && count > 0 && count < objects.blocks() && block <= objects.blocks() - count,
        "a list of its space manager lies outside of it");
    own.add(block * objects.blockBytes(), (block + count) * objects.blockBytes());
  }

  private void addInfos(long block, int index) throws IOException, UntrustworthyException {
    ByteBuffer infos = objects.read(block, 1, Kind.CHUNK_INFOS, "a list of its space manager");
    addOwn(block, 1);
    long count = number(infos, INFO_COUNT);
    require(
        number(infos, INFO_INDEX) == index
            && count > 0
            && count <= (objects.blockBytes() - INFOS) / INFO,
        "a list of its space manager is damaged");
    for (int i = 0; i < count; i++) {
      addChunk(infos.slice(INFOS + i * INFO, INFO).order(infos.order()));
    }
  }

  private void addChunk(ByteBuffer info) throws IOException, UntrustworthyException {
    int length = info.getInt(INFO_LENGTH) & COUNT_BITS;
    int expected = info.getInt(INFO_FREE) & COUNT_BITS;
    require(
        position < objects.blocks()
            && info.getLong(INFO_START) == position
            && length == Math.min(chunkBlocks, objects.blocks() - position),
        "a list of its space manager is damaged");
    ByteBuffer bitmap = bitmap(info.getLong(INFO_BITMAP));
    require(
        length - marked(bitmap, length) == expected, "a bitmap does not have its count of blocks");
    ranges.add(bitmap, length);
    position += length;
    freeBlocks += expected;
  }

  private ByteBuffer bitmap(long block) throws IOException, UntrustworthyException {
    if (block == 0) {
      return allFree.duplicate();
    }
    addOwn(block, 1);
    return objects.region().read(block * objects.blockBytes(), objects.blockBytes());
  }

  private static int marked(ByteBuffer bitmap, int bits) {
    int found = 0;
    for (int at = 0; at < bits / Byte.SIZE; at++) {
      found += Integer.bitCount(Byte.toUnsignedInt(bitmap.get(at)));
    }
    int rest = bits % Byte.SIZE;
    return rest == 0
        ? found
        : found + Integer.bitCount(bitmap.get(bits / Byte.SIZE) & ((1 << rest) - 1));
  }
}
