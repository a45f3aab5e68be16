package org.diskreplicator.engine.ntfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Clusters of an attribute that lie side by side.
 *
 * @param cluster the first one, or {@link #HOLE}
 * @param count how many
 */
record Run(long cluster, long count) {
  static final long HOLE = -1;

  /** More than any attribute of a volume's own files has. */
  private static final int MOST = 1 << 18;

  boolean isHole() {
    return cluster == HOLE;
  }

  /**
   * Reads mapping pairs: a byte with the lengths of two numbers, the number of clusters, and the
   * distance from the run before; no distance stands for a hole.
   *
   * @param pairs from its position on
   */
  static List<Run> read(ByteBuffer pairs, NtfsGeometry geometry) throws UntrustworthyException {
    List<Run> runs = new ArrayList<>();
    long cluster = 0;
    while (true) {
      int lengths = next(pairs);
      if (lengths == 0) {
        return runs;
      }
      long count = number(pairs, lengths & 0xf);
      int distance = lengths >> 4;
      if (count <= 0 || count > geometry.clusters() || runs.size() == MOST) {
        throw damaged();
      }
      if (distance == 0) {
        runs.add(new Run(HOLE, count));
        continue;
      }
      cluster += number(pairs, distance);
      if (!geometry.isCluster(cluster) || count > geometry.clusters() - cluster) {
        throw UntrustworthyException.damaged("one of its own files lies behind its end");
      }
      runs.add(new Run(cluster, count));
    }
  }

  private static int next(ByteBuffer pairs) throws UntrustworthyException {
    if (!pairs.hasRemaining()) {
      throw damaged();
    }
    return Byte.toUnsignedInt(pairs.get());
  }

  private static long number(ByteBuffer pairs, int length) throws UntrustworthyException {
    if (length == 0 || length > Long.BYTES || length > pairs.remaining()) {
      throw damaged();
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) Byte.toUnsignedInt(pairs.get()) << (i * Byte.SIZE);
    }
    int unused = Long.SIZE - length * Byte.SIZE;
    return value << unused >> unused;
  }

  private static UntrustworthyException damaged() {
    return UntrustworthyException.damaged("the place of one of its own files is damaged");
  }
}
