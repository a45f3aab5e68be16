package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All data clusters of a mask, one behind the other in the file, by their number on the disk. */
final class PatchedClusters {
  private final NavigableMap<Long, PatchedCluster> clusters = new TreeMap<>();

  /**
   * Lays out the clusters that the patches need.
   *
   * @param offset of the first of them in the mask file
   */
  PatchedClusters(MaskSpec spec, MaskGeometry geometry, long offset) {
    int size = geometry.clusterBytes();
    for (Patch patch : spec.patches()) {
      for (long number = patch.offset() / size; number * size < patch.end(); number++) {
        long start = number * size;
        clusters
            .computeIfAbsent(
                number,
                key ->
                    new PatchedCluster(
                        start, geometry.subclusterBytes(), offset + (long) clusters.size() * size))
            .add(patch);
      }
    }
  }

  int count() {
    return clusters.size();
  }

  /** Whether there is one from number {@code first} to number {@code end}, exclusive. */
  boolean touch(long first, long end) {
    return next(first) < end;
  }

  /** Number of the first one from {@code number} on, or {@link Long#MAX_VALUE}. */
  long next(long number) {
    Long next = clusters.ceilingKey(number);
    return next == null ? Long.MAX_VALUE : next;
  }

  @Nullable PatchedCluster get(long number) {
    return clusters.get(number);
  }

  void write(FileChannel channel, MaskSpec spec, PatchBase base) throws IOException {
    for (PatchedCluster cluster : clusters.values()) {
      cluster.write(channel, spec, base);
    }
  }
}
