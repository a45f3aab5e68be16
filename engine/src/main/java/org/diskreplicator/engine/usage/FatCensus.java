package org.diskreplicator.engine.usage;

import java.nio.ByteBuffer;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/** Counts the clusters that files and folders need, for each size that a cluster can have. */
final class FatCensus implements FatSink {
  private static final int LEAST_BITS = 9;
  private static final int MOST_BITS = 19;

  private final long[] clusters = new long[MOST_BITS + 1];
  private long bytes;

  @Override
  public long file(List<Extent> ranges, long size) {
    bytes += size;
    add(size);
    return 0;
  }

  @Override
  public long folder(int size) {
    add(Math.max(1, size));
    return 1;
  }

  private void add(long size) {
    for (int bits = LEAST_BITS; bits <= MOST_BITS; bits++) {
      clusters[bits] += (size + (1L << bits) - 1) >> bits;
    }
  }

  @Override
  public void fill(long cluster, ByteBuffer entries) {}

  @Override
  public void fillRoot(ByteBuffer entries) {}

  /** Clusters of this size that are enough; a power of two from 512 on. */
  long clusters(long clusterBytes) {
    return clusters[Long.numberOfTrailingZeros(clusterBytes)];
  }

  /** Bytes of all files. */
  long bytes() {
    return bytes;
  }
}
