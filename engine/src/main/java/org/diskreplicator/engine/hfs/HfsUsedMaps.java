package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.require;
import static org.diskreplicator.engine.hfs.HfsBytes.unsupported;
import static org.diskreplicator.engine.hfs.HfsBytes.whole;
import static org.diskreplicator.engine.hfs.HfsVolume.HEADER;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.hfs.HfsVolume.Special;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.BitmapRanges;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.diskreplicator.engine.usage.UsedMapReader;

/**
 * Used maps of HFS+ by its allocation file.
 *
 * <p>No program here checks HFS+, so this reader holds all records of catalog, extents file and
 * attributes against the bitmap itself: each block of each file must be used.
 */
public final class HfsUsedMaps implements UsedMapReader {
  private static final int PIECE = 1 << 20;
  private static final int EXTENTS_FILE = 2;
  private static final int EXTENTS_START = 6;

  /** Numbers below are of the volume's own files. */
  private static final long FIRST_OF_USERS = 16;

  /** So many records of own files take some 50 MB. */
  private static final int MOST_RECORDS = 1 << 16;

  private final UsedMapReader reader =
      UsedMapReader.of(region -> new HfsUsedMaps.Reading(region).map());

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  /** One reading of one volume. */
  private static final class Reading {
    private final RegionReader region;
    private final Map<Long, Map<Long, List<HfsFork.Blocks>>> more = new HashMap<>();
    private int records;

    Reading(RegionReader region) {
      this.region = region;
    }

    UsedMap map() throws IOException, UntrustworthyException {
      HfsVolume volume = HfsVolume.read(region);
      ExtentSet.Builder own = ExtentSet.builder();
      HfsJournal.requireReplayed(volume, own);
      HfsTree extents = HfsTree.open(HfsFile.of(volume, volume.fork(Special.EXTENTS), Map.of()));
      extents.leaves(this::keepOwn);
      ExtentSet free = free(volume);
      addHeaders(volume, own);
      require(free.intersect(own.build()).isEmpty(), "its bitmap calls blocks of its own free");
      HfsCensus census = new HfsCensus(volume, free);
      for (Special file : Special.values()) {
        census.add(volume.fork(file));
      }
      extents.leaves(census::addOfExtents);
      tree(volume, Special.CATALOG).leaves((key, data) -> census.addOfCatalog(data));
      if (volume.fork(Special.ATTRIBUTES).blocks() > 0) {
        tree(volume, Special.ATTRIBUTES).leaves((key, data) -> census.addOfAttributes(data));
      }
      census.requireComplete();
      return new UsedMap(
          region.size(),
          free,
          ContentState.CLEAN,
          Optional.empty(),
          "free blocks by its bitmap, which all its files agree with");
    }

    /** What the volume's own files have besides the places in the header. */
    private void keepOwn(ByteBuffer key, ByteBuffer data) throws UntrustworthyException {
      require(
          key.limit() == HfsCensus.EXTENTS_KEY && data.limit() >= HfsFork.EXTENT_BYTES,
          "its extents file is damaged");
      long file = whole(key, EXTENTS_FILE);
      if (file < FIRST_OF_USERS && key.get(0) == 0) {
        if (++records > MOST_RECORDS) {
          throw unsupported("files of its own in too many pieces");
        }
        more.computeIfAbsent(file, unused -> new HashMap<>())
            .put(whole(key, EXTENTS_START), HfsFork.extents(data));
      }
    }

    private HfsFile file(HfsVolume volume, Special file) throws UntrustworthyException {
      return HfsFile.of(
          volume, volume.fork(file), more.getOrDefault((long) file.number(), Map.of()));
    }

    private HfsTree tree(HfsVolume volume, Special file)
        throws IOException, UntrustworthyException {
      return HfsTree.open(file(volume, file));
    }

    private ExtentSet free(HfsVolume volume) throws IOException, UntrustworthyException {
      HfsFile bitmap = file(volume, Special.ALLOCATION);
      BitmapRanges ranges =
          new BitmapRanges(BitmapRanges.BitOrder.HIGHEST_FIRST, 0, volume.blockBytes());
      long used = 0;
      for (long done = 0; done < volume.blocks(); ) {
        long bits = Math.min(volume.blocks() - done, (long) PIECE * Byte.SIZE);
        ByteBuffer piece = bitmap.read(done / Byte.SIZE, (int) ((bits + 7) / Byte.SIZE));
        used += marked(piece, bits);
        ranges.add(piece, bits);
        done += bits;
      }
      require(
          volume.blocks() - used == volume.freeBlocks(),
          "its bitmap does not have its count of free blocks");
      return ranges.free();
    }

    private static long marked(ByteBuffer piece, long bits) {
      long found = 0;
      for (int at = 0; at < bits / Byte.SIZE; at++) {
        found += Integer.bitCount(Byte.toUnsignedInt(piece.get(at)));
      }
      int rest = (int) (bits % Byte.SIZE);
      return rest == 0
          ? found
          : found
              + Integer.bitCount(
                  Byte.toUnsignedInt(piece.get((int) (bits / Byte.SIZE))) >> (Byte.SIZE - rest));
    }

    private static void addHeaders(HfsVolume volume, ExtentSet.Builder own) {
      long end = volume.blocks() * volume.blockBytes();
      own.add(0, HEADER + HfsVolume.HEADER_BYTES);
      own.add(end - HEADER, end);
    }
  }
}
