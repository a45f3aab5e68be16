package org.diskreplicator.engine.minix;

import static org.diskreplicator.engine.minix.MinixSuperblock.BLOCK;
import static org.diskreplicator.engine.minix.MinixSuperblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
 * Used maps of minix, versions 1 to 3, by the bitmap of zones. All before the first zone of files
 * and all behind the last zone is used.
 *
 * <p>Bit 0 stands for no zone and is always set; bit 1 is the first zone of files.
 */
public final class MinixUsedMaps implements UsedMapReader {
  private static final int PIECE = 1 << 16;

  private final UsedMapReader reader = UsedMapReader.of(MinixUsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    MinixSuperblock layout = MinixSuperblock.read(region);
    BitmapRanges ranges =
        new BitmapRanges(
            BitmapRanges.BitOrder.LOWEST_FIRST, (layout.firstZone() - 1) * BLOCK, BLOCK);
    long at = layout.zoneMap() * BLOCK;
    require((region.read(at, 1).get(0) & 1) != 0, "its bitmap lacks its first bit");
    for (long left = layout.zones() - layout.firstZone() + 1; left > 0; ) {
      long bits = Math.min(left, (long) PIECE * Byte.SIZE);
      ByteBuffer piece = region.read(at, (int) ((bits + Byte.SIZE - 1) / Byte.SIZE));
      ranges.add(piece, bits);
      at += PIECE;
      left -= bits;
    }
    return new UsedMap(
        region.size(),
        ranges.free(),
        ContentState.CLEAN,
        Optional.of(FullCheck.MINIX),
        "free zones by its bitmap");
  }
}
