package org.diskreplicator.engine.image;

import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * The cluster size of a mask, a power of two from 16 KiB to 2 MiB.
 *
 * <p>A mask hides whole subclusters, each a 32nd of a cluster. Small clusters hide exactly but make
 * QEMU read more L2 entries: {@code qemu-img convert} walks the disk twice at 6 ns for each entry
 * (QEMU 7.2; 200 TB of free space at 2 MiB clusters: 95 million entries, map 0.66 s, convert 1.2 s;
 * at 128 KiB: map 9.4 s, convert 18 s). Where the L1 table has no entry a call answers for 256
 * clusters at once, and the cost vanishes beside it.
 *
 * @param clusterBytes size of a cluster
 */
public record MaskGeometry(int clusterBytes) {
  /** Smallest cluster: its subclusters are the sectors of 512 bytes below which QEMU cannot go. */
  public static final int MIN_CLUSTER = 16 << 10;

  /** Largest cluster of a qcow2 image. */
  public static final int MAX_CLUSTER = 2 << 20;

  private static final int SUBCLUSTERS = 32;
  private static final int L2_ENTRY_BYTES = 16;

  /** QEMU refuses an L1 table of more than 32 MiB (QCOW_MAX_L1_SIZE). */
  private static final long MAX_L1_ENTRIES = (32L << 20) / 8;

  /** 1.6 s of {@code qemu-img convert}; 256 TiB at 2 MiB clusters. */
  private static final long MAX_WALKED_ENTRIES = 1L << 27;

  /** As much page cache as the mask may take from the copy; writes at about 1 GiB a second. */
  private static final long MAX_TABLE_BYTES = 1L << 30;

  public MaskGeometry {
    if (clusterBytes < MIN_CLUSTER
        || clusterBytes > MAX_CLUSTER
        || Integer.bitCount(clusterBytes) != 1) {
      throw new IllegalArgumentException("not a cluster size of a mask: " + clusterBytes);
    }
  }

  /**
   * The largest clusters that hide every free byte, or larger ones where those cost QEMU too much
   * time or space. Boundaries between sectors of 512 bytes count as if they were on them.
   */
  public static MaskGeometry choose(long virtualSize, ExtentSet free) {
    MaskGeometry geometry = exactest(virtualSize, free);
    long freeBytes = free.intersect(new Extent(0, virtualSize)).totalBytes();
    while (geometry.clusterBytes < MAX_CLUSTER
        && freeBytes / geometry.clusterBytes > MAX_WALKED_ENTRIES) {
      geometry = new MaskGeometry(geometry.clusterBytes * 2);
    }
    return geometry;
  }

  /** Like {@link #choose}, without regard to QEMU's time. */
  static MaskGeometry exactest(long virtualSize, ExtentSet free) {
    ExtentSet shown = free.intersect(new Extent(0, virtualSize));
    MaskGeometry geometry = exact(virtualSize, shown);
    while (geometry.clusterBytes < MAX_CLUSTER && !geometry.fits(virtualSize, shown)) {
      geometry = new MaskGeometry(geometry.clusterBytes * 2);
    }
    return geometry;
  }

  /**
   * The one of the smallest mask that hides as much as {@link #exactest}: a table of small clusters
   * covers less of the disk, so that less of it tells what its neighbours tell too. A fresh ext4 of
   * 16 TB, whose inode tables lie every 2 GiB, has 270 MB of tables then, and 1.1 GB without.
   */
  static MaskGeometry leanest(long virtualSize, ExtentSet free) {
    ExtentSet shown = free.intersect(new Extent(0, virtualSize));
    MaskGeometry best = exactest(virtualSize, free);
    MaskGeometry next = best;
    while (next.clusterBytes > MIN_CLUSTER) {
      next = new MaskGeometry(next.clusterBytes / 2);
      if (next.fits(virtualSize, shown)
          && next.bytes(virtualSize, shown) < best.bytes(virtualSize, shown)) {
        best = next;
      }
    }
    return best;
  }

  private static MaskGeometry exact(long virtualSize, ExtentSet free) {
    long unit = withoutEnd(virtualSize, free).alignment(MAX_CLUSTER / SUBCLUSTERS);
    return new MaskGeometry(Math.max(MIN_CLUSTER, (int) unit * SUBCLUSTERS));
  }

  /** The set grown to a boundary of every geometry where it ends with the disk. */
  private static ExtentSet withoutEnd(long virtualSize, ExtentSet free) {
    if (free.isEmpty() || free.end(free.count() - 1) < virtualSize) {
      return free;
    }
    long growth = MAX_CLUSTER - virtualSize % MAX_CLUSTER;
    return free.union(ExtentSet.of(new Extent(virtualSize, growth)));
  }

  private boolean fits(long virtualSize, ExtentSet free) {
    return tables(virtualSize) <= MAX_L1_ENTRIES && tableBytes(free) <= MAX_TABLE_BYTES;
  }

  private long bytes(long virtualSize, ExtentSet free) {
    return tables(virtualSize) * Long.BYTES + tableBytes(free);
  }

  private long tableBytes(ExtentSet free) {
    return ownTables(free) * clusterBytes;
  }

  /** Upper bound of the L2 tables that are neither wholly free nor wholly used. */
  private long ownTables(ExtentSet free) {
    long count = 0;
    long last = -1;
    for (int i = 0; i < free.count(); i++) {
      long first = free.start(i) / tableSpan();
      long end = free.end(i) / tableSpan();
      count += (first > last ? 1 : 0) + (end > first ? 1 : 0);
      last = end;
    }
    return count;
  }

  int clusterBits() {
    return Integer.numberOfTrailingZeros(clusterBytes);
  }

  /** Bytes of a subcluster: the unit that a mask can hide. */
  public int subclusterBytes() {
    return clusterBytes / SUBCLUSTERS;
  }

  int entriesPerTable() {
    return clusterBytes / L2_ENTRY_BYTES;
  }

  /** Bytes of the disk that one L2 table describes. */
  long tableSpan() {
    return (long) entriesPerTable() * clusterBytes;
  }

  /** Number of L1 entries for a disk. */
  long tables(long virtualSize) {
    return (virtualSize + tableSpan() - 1) / tableSpan();
  }

  /**
   * The free bytes that a mask of this geometry hides: each range rounded inwards to subclusters.
   * The disk's end counts as a boundary, because behind it is nothing to lose.
   */
  public ExtentSet masked(long virtualSize, ExtentSet free) {
    int unit = subclusterBytes();
    ExtentSet.Builder builder = ExtentSet.builder();
    for (int i = 0; i < free.count(); i++) {
      long start = (free.start(i) + unit - 1) / unit * unit;
      long end = free.end(i) >= virtualSize ? virtualSize : free.end(i) / unit * unit;
      builder.add(start, end);
    }
    return builder.build();
  }
}
