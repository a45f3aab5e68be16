package org.diskreplicator.engine.image;

import java.io.IOException;

/**
 * Writes the reference counts of a file whose clusters are all used: 64 bits each, blocks first,
 * then the table of blocks.
 *
 * <p>64 bits, because 200 TB of free space make the shared table's count too large for the usual
 * 16.
 */
final class Refcounts {
  private final int clusterBytes;
  private final long offset;
  private final long blocks;

  /**
   * Counts behind {@code offset} bytes of other clusters.
   *
   * @param offset a multiple of the cluster size
   */
  Refcounts(int clusterBytes, long offset) {
    this.clusterBytes = clusterBytes;
    this.offset = offset;
    this.blocks = blocks(clusterBytes, offset / clusterBytes);
  }

  /** Fewest blocks that count {@code others}, themselves and their table. */
  private static long blocks(int clusterBytes, long others) {
    int words = clusterBytes / Long.BYTES;
    long blocks = 1;
    while (blocks * words < others + blocks + ceil(blocks, words)) {
      blocks++;
    }
    return blocks;
  }

  private static long ceil(long value, long unit) {
    return (value + unit - 1) / unit;
  }

  long tableOffset() {
    return offset + blocks * clusterBytes;
  }

  int tableClusters() {
    return (int) ceil(blocks, clusterBytes / Long.BYTES);
  }

  long fileBytes() {
    return tableOffset() + (long) tableClusters() * clusterBytes;
  }

  /** Writes blocks and table; every count is 1 but that of the cluster at {@code sharedOffset}. */
  void write(WordStream out, long sharedOffset, long sharedCount) throws IOException {
    long clusters = fileBytes() / clusterBytes;
    for (long i = 0; i < clusters; i++) {
      out.put(sharedCount > 0 && i == sharedOffset / clusterBytes ? sharedCount : 1);
    }
    while (out.position() < tableOffset()) {
      out.put(0);
    }
    for (long i = 0; i < blocks; i++) {
      out.put(offset + i * clusterBytes);
    }
    out.align(clusterBytes);
    out.flush();
  }
}
