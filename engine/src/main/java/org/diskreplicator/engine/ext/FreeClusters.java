package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.BitmapRanges;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * What the bitmaps of all groups call free.
 *
 * <p>A group whose bitmap was never written uses its own structures and nothing else. Those of
 * other groups never lie in it: all drivers give a group its bitmap before they put anything there.
 */
final class FreeClusters {
  private final RegionReader region;
  private final Geometry geometry;
  private final OwnBlocks own;
  private final Checksums checksums;
  private final BitmapRanges ranges;

  FreeClusters(RegionReader region, Geometry geometry, OwnBlocks own, Checksums checksums) {
    this.region = region;
    this.geometry = geometry;
    this.own = own;
    this.checksums = checksums;
    long clusterBytes = (long) geometry.blockSize() * geometry.ratio();
    this.ranges =
        new BitmapRanges(
            BitmapRanges.BitOrder.LOWEST_FIRST,
            geometry.firstBlock() * geometry.blockSize(),
            clusterBytes);
  }

  /** Takes the next group. */
  void add(Group group) throws IOException, UntrustworthyException {
    long before = ranges.freeUnits();
    if (checksums.protectGroups() && group.lacksBlockBitmap()) {
      addUnwritten(group);
    } else {
      ranges.add(blockBitmap(group), geometry.clusters(group.number()));
    }
    require(
        ranges.freeUnits() - before == group.freeClusters(),
        "a group counts other free blocks than its bitmap");
    if (checksums.protectBitmaps() && !group.lacksInodeBitmap()) {
      ByteBuffer bitmap = read(group.inodeBitmap(), geometry.inodeBitmapBytes());
      require(
          group.statesInodeBitmap(checksums.of(bitmap)),
          "an inode bitmap does not have its checksum");
    }
  }

  private ByteBuffer blockBitmap(Group group) throws IOException, UntrustworthyException {
    ByteBuffer bitmap = read(group.blockBitmap(), geometry.bitmapBytes());
    require(
        !checksums.protectBitmaps() || group.statesBlockBitmap(checksums.of(bitmap)),
        "a block bitmap does not have its checksum");
    return bitmap;
  }

  private ByteBuffer read(long block, int length) throws IOException {
    return region.read(block * geometry.blockSize(), length);
  }

  private void addUnwritten(Group group) {
    long start = geometry.start(group.number());
    long end = geometry.end(group.number());
    ExtentSet taken = own.blocksWithin(group, start, end);
    long clusters = geometry.clusters(group.number());
    if (taken.isEmpty()) {
      ranges.addFree(clusters);
      return;
    }
    ByteBuffer bitmap = ByteBuffer.allocate(geometry.bitmapBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < taken.count(); i++) {
      long first = (taken.start(i) - start) / geometry.ratio();
      long last = (taken.end(i) - 1 - start) / geometry.ratio();
      for (long bit = first; bit <= last; bit++) {
        int at = (int) (bit / Byte.SIZE);
        bitmap.put(at, (byte) (bitmap.get(at) | 1 << bit % Byte.SIZE));
      }
    }
    ranges.add(bitmap, clusters);
  }

  /** How many blocks the bitmaps call free. */
  long blocks() {
    return ranges.freeUnits() * geometry.ratio();
  }

  /** The free bytes. */
  ExtentSet bytes() {
    return ranges.free();
  }
}
