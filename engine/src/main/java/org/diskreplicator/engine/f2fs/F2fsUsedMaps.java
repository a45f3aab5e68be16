package org.diskreplicator.engine.f2fs;

import static org.diskreplicator.engine.f2fs.F2fsSuperblock.BLOCK;
import static org.diskreplicator.engine.f2fs.F2fsSuperblock.SEGMENT_BLOCKS;
import static org.diskreplicator.engine.f2fs.F2fsSuperblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.BitmapRanges;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.diskreplicator.engine.usage.UsedMapReader;

/**
 * Used maps of f2fs by its segment information table (SIT): a bitmap of 512 blocks for each segment
 * of the main area. All before and behind that area is used.
 *
 * <p>Each block of the table is there twice; a bitmap in the checkpoint says which one is valid. A
 * few entries are newer in the checkpoint's journal.
 */
public final class F2fsUsedMaps implements UsedMapReader {
  private static final int ENTRY = 74;
  private static final int PER_BLOCK = BLOCK / ENTRY;
  private static final int COUNT_BITS = 0x3ff;
  private static final int BITMAP = 2;
  private static final int BITMAP_BYTES = SEGMENT_BLOCKS / Byte.SIZE;
  private static final int JOURNAL_ENTRY = Integer.BYTES + ENTRY;
  private static final int MOST_IN_JOURNAL = 6;

  private final UsedMapReader reader = UsedMapReader.of(F2fsUsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    F2fsSuperblock layout = F2fsSuperblock.read(region);
    F2fsCheckpoint checkpoint = F2fsCheckpoint.newest(region, layout);
    checkpoint.requireClean();
    BitmapRanges ranges =
        new BitmapRanges(BitmapRanges.BitOrder.HIGHEST_FIRST, layout.main() * BLOCK, BLOCK);
    long used = scan(region, layout, checkpoint, ranges);
    require(used <= checkpoint.validBlocks(), "more blocks are used than its checkpoint counts");
    return new UsedMap(
        region.size(),
        ranges.free(),
        ContentState.CLEAN,
        Optional.of(FullCheck.F2FS),
        "free blocks by its segment table");
  }

  private static long scan(
      RegionReader region, F2fsSuperblock layout, F2fsCheckpoint checkpoint, BitmapRanges ranges)
      throws IOException, UntrustworthyException {
    long copyBlocks = layout.informationSegments() / 2 * SEGMENT_BLOCKS;
    require(layout.mainSegments() <= copyBlocks * PER_BLOCK, "its segment table is too small");
    Map<Long, ByteBuffer> newer = newer(checkpoint.journal());
    ByteBuffer versions = checkpoint.versions();
    long used = 0;
    for (long segment = 0; segment < layout.mainSegments(); segment += PER_BLOCK) {
      int index = (int) (segment / PER_BLOCK);
      long block = layout.information() + index + (isSecond(versions, index) ? copyBlocks : 0);
      ByteBuffer table = region.read(block * BLOCK, BLOCK);
      long last = Math.min(segment + PER_BLOCK, layout.mainSegments());
      for (long one = segment; one < last; one++) {
        ByteBuffer entry = table.slice((int) (one - segment) * ENTRY, ENTRY);
        used += add(newer.getOrDefault(one, entry), ranges);
      }
    }
    return used;
  }

  private static boolean isSecond(ByteBuffer versions, int index) {
    return (versions.get(index / Byte.SIZE) >> (7 - index % Byte.SIZE) & 1) != 0;
  }

  private static Map<Long, ByteBuffer> newer(ByteBuffer journal) throws UntrustworthyException {
    int count = Short.toUnsignedInt(journal.getShort(0));
    require(count <= MOST_IN_JOURNAL, "the journal of its checkpoint is damaged");
    Map<Long, ByteBuffer> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int at = Short.BYTES + i * JOURNAL_ENTRY;
      long segment = Integer.toUnsignedLong(journal.getInt(at));
      entries.put(segment, journal.slice(at + Integer.BYTES, ENTRY));
    }
    return entries;
  }

  /** Takes one segment, whose bitmap must have as many blocks as its number says. */
  private static int add(ByteBuffer entry, BitmapRanges ranges) throws UntrustworthyException {
    int count = entry.order(ByteOrder.LITTLE_ENDIAN).getShort(0) & COUNT_BITS;
    int found = 0;
    for (int at = BITMAP; at < BITMAP + BITMAP_BYTES; at++) {
      found += Integer.bitCount(Byte.toUnsignedInt(entry.get(at)));
    }
    require(found == count, "a bitmap of its segment table does not have its count");
    ranges.add(entry.slice(BITMAP, BITMAP_BYTES), SEGMENT_BLOCKS);
    return found;
  }
}
