package org.diskreplicator.engine.exfat;

import java.io.IOException;
import java.util.List;

/** How many clusters all of a file system takes, without the bitmap. */
final class ExfatCensus {
  private final ExfatVolume volume;
  private final ExfatGeometry geometry;

  ExfatCensus(ExfatVolume volume) {
    this.volume = volume;
    this.geometry = volume.geometry();
  }

  /** Bytes of a folder with these entries. */
  static long bytes(List<ExfatSet> sets) {
    return sets.stream().mapToLong(ExfatSet::length).sum();
  }

  long clusters() throws IOException {
    return folder(volume.root());
  }

  private long folder(List<ExfatSet> sets) throws IOException {
    long clusters = Math.max(1, geometry.clustersFor(bytes(sets)));
    for (ExfatSet set : sets) {
      if (set.type() == ExfatSet.UPCASE) {
        clusters += geometry.clustersFor(set.ofSystem().length());
      } else if (set.type() != ExfatSet.BITMAP) {
        clusters += of(set);
      }
    }
    return clusters;
  }

  private long of(ExfatSet set) throws IOException {
    long clusters = 0;
    List<ExfatSet.Data> all = set.data();
    for (int i = 0; i < all.size(); i++) {
      boolean folder = i == 0 && set.isFolder();
      clusters +=
          folder ? folder(volume.folder(all.get(i))) : geometry.clustersFor(all.get(i).length());
    }
    return clusters;
  }
}
