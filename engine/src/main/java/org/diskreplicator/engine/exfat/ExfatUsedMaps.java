package org.diskreplicator.engine.exfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
 * Used maps of exFAT by its allocation bitmap.
 *
 * <p>Whether a file lies in a cluster that the bitmap calls free is found by the full check; this
 * reader sees to the root folder, the bitmap and the table of upper case letters. Boot sectors,
 * table of clusters and what lies behind the last cluster are used.
 *
 * <p>Source: Microsoft, "exFAT file system specification", sections 3.1 and 7.1.
 */
public final class ExfatUsedMaps implements UsedMapReader {
  private static final int REVISION = 105;
  private static final int FLAGS = 106;
  private static final int TABLES = 110;
  private static final int SECOND_ACTIVE = 1;
  private static final int DIRTY = 2;
  private static final int FAILED = 4;
  private static final int KNOWN_REVISION = 1;
  private static final int PIECE = 1 << 20;

  /** Some 100,000 files, which take less than 50 MB of memory. */
  private static final long LARGEST_ROOT = 16 << 20;

  @Override
  public UsedMap read(Path disk, Extent region) {
    return UsedMapReader.of(reader -> map(reader, disk, region)).read(disk, region);
  }

  private static UsedMap map(RegionReader reader, Path disk, Extent region)
      throws IOException, UntrustworthyException {
    requireClean(reader.read(0, ExfatBoot.SMALLEST_SECTOR));
    try (ExfatVolume volume = ExfatVolume.open(disk, region)) {
      return map(volume, region.length());
    } catch (UnsoundException e) {
      throw UntrustworthyException.damaged(e.reason());
    }
  }

  private static void requireClean(ByteBuffer boot) throws UntrustworthyException {
    int flags = Short.toUnsignedInt(boot.getShort(FLAGS));
    if (boot.get(REVISION) != KNOWN_REVISION) {
      throw new UntrustworthyException(ContentState.UNSUPPORTED, "an unknown version of exFAT");
    }
    if (boot.get(TABLES) != 1 || (flags & SECOND_ACTIVE) != 0) {
      throw new UntrustworthyException(ContentState.UNSUPPORTED, "it has two tables (TexFAT)");
    }
    if ((flags & DIRTY) != 0) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: it was not unmounted");
    }
    if ((flags & FAILED) != 0) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: it is marked as having failing sectors");
    }
  }

  private static UsedMap map(ExfatVolume volume, long size)
      throws IOException, UntrustworthyException {
    List<Extent> rootPlaces = volume.rootExtents();
    if (rootPlaces.stream().mapToLong(Extent::length).sum() > LARGEST_ROOT) {
      throw new UntrustworthyException(
          ContentState.UNSUPPORTED, "its root folder is too large to be read");
    }
    List<ExfatSet> root = volume.root();
    List<Extent> bitmap = volume.extents(only(root, ExfatSet.BITMAP).ofSystem());
    ExtentSet free = free(volume, bitmap, only(root, ExfatSet.BITMAP).ofSystem().length());
    ExtentSet.Builder own = ExtentSet.builder();
    bitmap.forEach(place -> own.add(place.offset(), place.end()));
    volume
        .extents(only(root, ExfatSet.UPCASE).ofSystem())
        .forEach(place -> own.add(place.offset(), place.end()));
    rootPlaces.forEach(place -> own.add(place.offset(), place.end()));
    if (!free.intersect(own.build()).isEmpty()) {
      throw UntrustworthyException.damaged("its bitmap calls clusters of its own files free");
    }
    return new UsedMap(
        size,
        free,
        ContentState.CLEAN,
        Optional.of(FullCheck.EXFAT),
        "free clusters by its bitmap");
  }

  private static ExfatSet only(List<ExfatSet> root, int type) throws UntrustworthyException {
    List<ExfatSet> found = root.stream().filter(set -> set.type() == type).toList();
    if (found.size() != 1) {
      throw UntrustworthyException.damaged("its root folder lacks a bitmap or has several");
    }
    return found.get(0);
  }

  private static ExtentSet free(ExfatVolume volume, List<Extent> places, long length)
      throws IOException, UntrustworthyException {
    ExfatGeometry geometry = volume.geometry();
    if (length < geometry.bitmapBytes()) {
      throw UntrustworthyException.damaged("its bitmap does not cover its clusters");
    }
    BitmapRanges ranges =
        new BitmapRanges(
            BitmapRanges.BitOrder.LOWEST_FIRST,
            geometry.offset(ExfatGeometry.FIRST),
            geometry.clusterBytes());
    long left = geometry.clusters();
    for (Extent place : places) {
      for (long at = place.offset(); at < place.end() && left > 0; at += PIECE) {
        int bytes = (int) Math.min(PIECE, place.end() - at);
        long bits = Math.min(left, (long) bytes * Byte.SIZE);
        ranges.add(volume.read(at, bytes), bits);
        left -= bits;
      }
    }
    if (left > 0) {
      throw UntrustworthyException.damaged("its bitmap does not cover its clusters");
    }
    return ranges.free();
  }
}
