package org.diskreplicator.engine.usage;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where things lie in a FAT file system that is made anew.
 *
 * @param least clusters that its type must have
 * @param sectors of the whole file system
 * @param sectorBytes bytes of a sector
 * @param perCluster sectors of a cluster
 * @param tableSectors of one copy of the table
 * @param rootSectors of the root of FAT12 and FAT16
 * @param clusters number of data clusters
 */
record FatLayout(
    FatWidth width,
    long least,
    long sectors,
    int sectorBytes,
    int perCluster,
    int reserved,
    int tables,
    long tableSectors,
    int rootSectors,
    long clusters) {
  private static final int MOST_PER_CLUSTER = 128;

  /** Clusters that every system takes; larger ones only where the source has them. */
  private static final int MOST_CLUSTER_BYTES = 1 << 15;

  private static final long MOST_SECTORS = 0xffffffffL;

  /** That of a file system which is there; many a small FAT32 has fewer clusters than it should. */
  static FatLayout of(FatBootSector boot, FatGeometry geometry) {
    FatWidth width = geometry.width();
    return new FatLayout(
        width,
        geometry.clusters() < width.leastClusters() ? 1 : width.leastClusters(),
        boot.sectors(),
        boot.bytesPerSector(),
        boot.sectorsPerCluster(),
        boot.reservedSectors(),
        boot.tables(),
        boot.tableSectors(),
        boot.rootEntries() * FatFolder.ENTRY / boot.bytesPerSector(),
        geometry.clusters());
  }

  /**
   * The layout for this many bytes; empty when they are too few for the files. The type stays what
   * it is, as what boots from it may know no other.
   *
   * <p>Clusters keep their size where they can. Otherwise they become smaller, so that there are as
   * many as the type must have, or larger, so that there are no more than it may have. Where even
   * that is too little, the end of the space is not used.
   */
  Optional<FatLayout> resized(long bytes, FatCensus files) {
    long room = Math.min(bytes / sectorBytes, MOST_SECTORS);
    List<FatLayout> fitting =
        candidates().boxed().flatMap(size -> within(room, size, files).stream()).toList();
    return fitting.stream()
        .filter(layout -> layout.sectors() == room)
        .findFirst()
        .or(() -> fitting.stream().max(Comparator.comparingLong(FatLayout::sectors)));
  }

  /** Bytes that are enough for the files; empty when there are too many for this type. */
  OptionalLong smallest(FatCensus files) {
    return candidates()
        .mapToObj(size -> least(size, files))
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  /** Sizes of a cluster, in sectors, the best first. */
  private IntStream candidates() {
    int most = Math.max(perCluster, Math.min(MOST_PER_CLUSTER, MOST_CLUSTER_BYTES / sectorBytes));
    return IntStream.concat(
        Stream.iterate(perCluster, size -> size >= 1, size -> size / 2).mapToInt(Integer::intValue),
        Stream.iterate(2 * perCluster, size -> size <= most, size -> 2 * size)
            .mapToInt(Integer::intValue));
  }

  private OptionalLong least(int size, FatCensus files) {
    long count = Math.max(files.clusters((long) size * sectorBytes), least);
    return count > width.mostClusters()
        ? OptionalLong.empty()
        : OptionalLong.of(sectorBytes * (fixed() + tables * tableSectors(count) + count * size));
  }

  private Optional<FatLayout> within(long room, int size, FatCensus files) {
    long table = smallestTable(room, size);
    long fitting = fitting(room, size, table);
    long count = Math.min(fitting, width.mostClusters());
    long end = fitting > count ? fixed() + tables * table + count * size : room;
    return count < Math.max(least, files.clusters((long) size * sectorBytes))
        ? Optional.empty()
        : Optional.of(
            new FatLayout(
                width, least, end, sectorBytes, size, reserved, tables, table, rootSectors, count));
  }

  /** The fewest sectors of a table that has an entry for each cluster behind the tables. */
  private long smallestTable(long room, int size) {
    long low = 1;
    long high = tableSectors(Math.min(fitting(room, size, 1), width.mostClusters()));
    while (low < high) {
      long middle = (low + high) / 2;
      long count = Math.min(fitting(room, size, middle), width.mostClusters());
      if (tableSectors(count) <= middle) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private long fitting(long room, int size, long table) {
    return Math.max(0, room - fixed() - tables * table) / size;
  }

  private long tableSectors(long count) {
    return (width.bytes(count + 2) + sectorBytes - 1) / sectorBytes;
  }

  private long fixed() {
    return (long) reserved + rootSectors;
  }

  int clusterBytes() {
    return perCluster * sectorBytes;
  }

  /** First byte of a copy of the table, the first being 0. */
  long tableOffset(int copy) {
    return (reserved + copy * tableSectors) * sectorBytes;
  }

  long rootOffset() {
    return tableOffset(tables);
  }

  long dataOffset() {
    return rootOffset() + (long) rootSectors * sectorBytes;
  }

  /** First byte of a cluster. */
  long clusterOffset(long number) {
    return dataOffset() + (number - 2) * clusterBytes();
  }
}
