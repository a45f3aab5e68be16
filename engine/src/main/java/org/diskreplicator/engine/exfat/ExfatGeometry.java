package org.diskreplicator.engine.exfat;

/**
 * Where everything lies.
 *
 * @param sectors of the whole volume
 * @param tableOffset sectors before the table of clusters
 * @param tableLength in sectors
 * @param heapOffset sectors before the first cluster, which has the number 2
 * @param clusters how many there are
 */
record ExfatGeometry(
    int sectorBytes,
    int clusterBytes,
    long sectors,
    long tableOffset,
    long tableLength,
    long heapOffset,
    long clusters) {
  static final long FIRST = 2;
  private static final long MOST_CLUSTERS = 0xfffffff5L;
  private static final long LARGEST_ALIGNMENT = 1 << 20;
  private static final long SMALLEST_BYTES = 1 << 20;

  boolean fits(long bytes) {
    return clusterBytes > 0
        && clusterBytes <= 1 << 25
        && sectors > 0
        && sectors <= bytes / sectorBytes
        && tableOffset >= 2 * ExfatBoot.SECTORS
        && heapOffset >= tableOffset + tableLength
        && tableLength * sectorBytes >= (clusters + FIRST) * Integer.BYTES
        && clusters > 0
        && clusters <= MOST_CLUSTERS
        && heapOffset + clusters * clusterSectors() <= sectors;
  }

  boolean isCluster(long number) {
    return number >= FIRST && number < clusters + FIRST;
  }

  long offset(long cluster) {
    return heapOffset * sectorBytes + (cluster - FIRST) * clusterBytes;
  }

  long clustersFor(long bytes) {
    return (bytes + clusterBytes - 1) / clusterBytes;
  }

  long bitmapBytes() {
    return (clusters + 7) / 8;
  }

  /** The same for a volume of another size; clusters begin at the same alignment. */
  ExfatGeometry resized(long bytes) {
    long all = bytes / sectorBytes;
    if (all == sectors) {
      return this;
    }
    long most = Math.min(MOST_CLUSTERS, Math.max(0, all - tableOffset) / clusterSectors());
    long table = ceil((most + FIRST) * Integer.BYTES, sectorBytes);
    long heap = ceil(tableOffset + table, alignment()) * alignment();
    long count = Math.min(most, Math.max(0, all - heap) / clusterSectors());
    return new ExfatGeometry(sectorBytes, clusterBytes, all, tableOffset, table, heap, count);
  }

  /**
   * Bytes of the smallest volume with room for so many clusters and for their bitmap.
   *
   * @param used without those of the bitmap
   */
  long smallest(long used) {
    long bytes = Math.max(SMALLEST_BYTES, (used + 1) * clusterBytes);
    ExfatGeometry tried = resized(bytes);
    while (tried.clusters < used + tried.clustersFor(tried.bitmapBytes())) {
      bytes += Math.max(clusterBytes, alignment() * sectorBytes);
      tried = resized(bytes);
    }
    return bytes;
  }

  private long clusterSectors() {
    return clusterBytes / sectorBytes;
  }

  private long alignment() {
    long most = Math.max(clusterSectors(), LARGEST_ALIGNMENT / sectorBytes);
    return Math.min(most, Long.lowestOneBit(heapOffset));
  }

  private static long ceil(long value, long unit) {
    return (value + unit - 1) / unit;
  }
}
