package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
 * Used maps of NTFS by $Bitmap, which has a bit for each cluster.
 *
 * <p>It is believed when the volume is in order, no Windows is suspended in it, its journal is
 * closed, $MFTMirr equals the start of $MFT, and the bitmap covers all clusters, among them those
 * of the volume's own files. What lies behind the last cluster, where the backup of the boot sector
 * is, is used.
 *
 * <p>Compressed and encrypted files need no care: the bitmap alone counts.
 */
public final class NtfsUsedMaps implements UsedMapReader {
  private static final int MIRROR = 1;
  private static final int BITMAP = 6;

  /** Those that each volume has, up to $Extend. */
  private static final int OWN_FILES = 12;

  /** Records that $MFTMirr has at least. */
  private static final int MIRRORED = 4;

  private static final int PIECE = 1 << 20;

  private final UsedMapReader reader = UsedMapReader.of(NtfsUsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    NtfsGeometry geometry = NtfsGeometry.read(region);
    NtfsTable table = NtfsTable.open(region, geometry);
    requireMirror(table, geometry);
    new NtfsState(table).requireClean();
    ExtentSet free = free(table.file(BITMAP).require(NtfsAttribute.DATA, ""), geometry);
    if (!free.intersect(ownPlaces(table)).isEmpty()) {
      throw UntrustworthyException.damaged("its bitmap calls clusters of its own files free");
    }
    return new UsedMap(
        region.size(),
        free,
        ContentState.CLEAN,
        Optional.of(FullCheck.NTFS),
        "free clusters by its bitmap");
  }

  private static void requireMirror(NtfsTable table, NtfsGeometry geometry)
      throws IOException, UntrustworthyException {
    NtfsStream mirror = table.file(MIRROR).require(NtfsAttribute.DATA, "");
    int length = geometry.recordBytes();
    if (mirror.firstCluster() != geometry.mirror() || mirror.size() < (long) MIRRORED * length) {
      throw UntrustworthyException.damaged("the copy of its table of files is not where it should");
    }
    for (int i = 0; i < MIRRORED; i++) {
      NtfsRecord copy = new NtfsRecord(mirror.read((long) i * length, length), geometry);
      if (!copy.content().equals(table.record(i).content())) {
        throw UntrustworthyException.damaged("its table of files differs from its copy");
      }
    }
  }

  private static ExtentSet free(NtfsStream bitmap, NtfsGeometry geometry)
      throws IOException, UntrustworthyException {
    long clusters = geometry.clusters();
    long needed = (clusters + Byte.SIZE - 1) / Byte.SIZE;
    if (!bitmap.isPlain() || bitmap.size() < needed) {
      throw UntrustworthyException.damaged("its bitmap does not cover its clusters");
    }
    BitmapRanges ranges =
        new BitmapRanges(BitmapRanges.BitOrder.LOWEST_FIRST, 0, geometry.clusterBytes());
    for (long at = 0; at < needed; at += PIECE) {
      ByteBuffer piece = bitmap.read(at, (int) Math.min(PIECE, needed - at));
      ranges.add(piece, Math.min(piece.limit() * (long) Byte.SIZE, clusters - at * Byte.SIZE));
    }
    return ranges.free();
  }

  private static ExtentSet ownPlaces(NtfsTable table) throws IOException, UntrustworthyException {
    ExtentSet.Builder places = ExtentSet.builder().add(0, NtfsGeometry.BOOT_BYTES);
    for (int number = 0; number < OWN_FILES; number++) {
      table.file(number).addTo(places);
    }
    return places.build();
  }
}
