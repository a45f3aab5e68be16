package org.diskreplicator.engine.reiser4;

import static org.diskreplicator.engine.reiser4.Reiser4Superblock.BLOCK;
import static org.diskreplicator.engine.reiser4.Reiser4Superblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.Adler32;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.BitmapRanges;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.diskreplicator.engine.usage.UsedMapReader;

/**
 * Used maps of reiser4 by its bitmaps: a block for each 32,736 blocks, and the first of these, but
 * for the very first, which is block 18. A bitmap begins with the Adler-32 of its bits.
 *
 * <p>Source: reiser4progs 1.2, plugin/alloc/alloc40.
 */
public final class Reiser4UsedMaps implements UsedMapReader {
  private static final int FIRST_BITMAP = 18;
  private static final int CHECKSUM_BYTES = 4;
  private static final int BITS = (BLOCK - CHECKSUM_BYTES) * Byte.SIZE;

  private final UsedMapReader reader = UsedMapReader.of(Reiser4UsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    Reiser4Superblock layout = Reiser4Superblock.read(region);
    BitmapRanges ranges = new BitmapRanges(BitmapRanges.BitOrder.LOWEST_FIRST, 0, BLOCK);
    for (long first = 0; first < layout.blocks(); first += BITS) {
      ranges.add(bitmap(region, first), Math.min(BITS, layout.blocks() - first));
    }
    require(
        ranges.freeUnits() == layout.freeBlocks(), "its bitmaps do not add up to what it counts");
    ExtentSet free = ranges.free();
    requireUsed(layout, free);
    return new UsedMap(
        region.size(),
        free,
        ContentState.CLEAN,
        Optional.of(FullCheck.REISER4),
        "free blocks by its bitmaps");
  }

  private static long place(long first) {
    return first == 0 ? FIRST_BITMAP : first;
  }

  private static ByteBuffer bitmap(RegionReader region, long first)
      throws IOException, UntrustworthyException {
    ByteBuffer block = region.read(place(first) * BLOCK, BLOCK);
    int stored = block.getInt(0);
    block.position(CHECKSUM_BYTES);
    Adler32 checksum = new Adler32();
    checksum.update(block.duplicate());
    require((int) checksum.getValue() == stored, "a bitmap has a wrong checksum");
    return block;
  }

  private static void requireUsed(Reiser4Superblock layout, ExtentSet free)
      throws UntrustworthyException {
    boolean used =
        !free.touches(0, (Reiser4Superblock.BACKUP + 1L) * BLOCK)
            && !free.contains(layout.rootBlock() * BLOCK);
    for (long first = 0; used && first < layout.blocks(); first += BITS) {
      used = !free.contains(place(first) * BLOCK);
    }
    require(used, "its bitmaps call its own structures free");
  }
}
