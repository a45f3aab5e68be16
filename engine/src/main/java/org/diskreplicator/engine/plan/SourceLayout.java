package org.diskreplicator.engine.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.TableType;

/**
 * How a disk with a table is cut up.
 *
 * @param size bytes of the disk
 * @param segments from the first partition to the end of the last one, without a hole; a gap is cut
 *     in two where an extended partition begins or ends
 * @param unit all that moves does so by a multiple of this many bytes, and stays aligned
 */
record SourceLayout(long size, PartitionTable table, List<Segment> segments, long unit) {
  private static final long MIB = 1 << 20;
  private static final int BLOCK = 4096;
  private static final int ENTRY = 128;
  private static final int ENTRIES = 128;

  SourceLayout {
    segments = List.copyOf(segments);
  }

  /**
   * Cuts up the disk.
   *
   * @throws RefusedException when its partitions overlap each other, the table, or the disk's end
   */
  static SourceLayout of(Inspection source, Function<Region, Prospect> prospects) {
    PartitionTable table = source.table().orElseThrow();
    List<Region> regions = partitions(source);
    requireOrder(source);
    List<Segment> segments = new ArrayList<>();
    long end = regions.isEmpty() ? 0 : regions.get(0).extent().offset();
    for (Region region : regions) {
      gaps(table, end, region.extent().offset()).forEach(segments::add);
      segments.add(new Segment(region.extent(), Optional.of(prospects.apply(region))));
      end = region.extent().end();
    }
    return new SourceLayout(source.scope().length(), table, segments, unit(table, regions));
  }

  private static Stream<Segment> gaps(PartitionTable table, long start, long end) {
    TreeSet<Long> bounds = new TreeSet<>(List.of(start, end));
    containers(table)
        .flatMap(found -> Stream.of(found.extent().offset(), found.extent().end()))
        .filter(bound -> start < bound && bound < end)
        .forEach(bounds::add);
    return bounds.headSet(end).stream()
        .map(from -> new Segment(Extent.between(from, bounds.higher(from)), Optional.empty()));
  }

  static Stream<Partition> containers(PartitionTable table) {
    return table.partitions().stream()
        .filter(partition -> partition.role() == Partition.Role.EXTENDED);
  }

  /** The coarsest alignment of any partition, up to a MiB; a page at least. */
  private static long unit(PartitionTable table, List<Region> regions) {
    return regions.stream()
        .mapToLong(region -> Long.lowestOneBit(region.extent().offset() | MIB))
        .reduce(Math.max(BLOCK, table.sectorSize().bytes()), Math::max);
  }

  private static List<Region> partitions(Inspection source) {
    return source.regions().stream()
        .filter(region -> region.kind() == Region.Kind.PARTITION)
        .sorted(Comparator.comparingLong(region -> region.extent().offset()))
        .toList();
  }

  private static void requireOrder(Inspection source) {
    Optional<String> fault = disorder(source);
    if (fault.isPresent()) {
      throw new RefusedException(
          fault.get()
              + ", so nothing can be moved, replayed or made anew; clone it by blocks at its own size.");
    }
  }

  /** Whether partitions overlap each other, the table, or the disk's end. */
  static boolean isDisordered(Inspection source) {
    return disorder(source).isPresent();
  }

  private static Optional<String> disorder(Inspection source) {
    PartitionTable table = source.table().orElseThrow();
    List<Region> regions = partitions(source);
    if (table.partitions().size() - containers(table).count() != regions.size()) {
      return Optional.of("The table names partitions behind the end of the disk");
    }
    long end = front(table);
    for (Region region : regions) {
      Extent place = region.partition().orElseThrow().extent();
      if (place.offset() < end || place.end() > source.scope().length()) {
        return Optional.of(
            Wording.capitalized(region.title())
                + " overlaps another one, the table, or the end of the disk");
      }
      end = place.end();
    }
    return Optional.empty();
  }

  /** Bytes at the front of the disk that only the table uses. */
  static long front(PartitionTable table) {
    return table.type() == TableType.DOS
        ? table.sectorSize().bytes()
        : table.sectorSize().bytes() + reserve(table);
  }

  /** Bytes at the end of the disk that only the table uses. */
  static long reserve(PartitionTable table) {
    if (table.type() == TableType.DOS) {
      return 0;
    }
    int highest = table.partitions().stream().mapToInt(Partition::number).max().orElse(0);
    long sector = table.sectorSize().bytes();
    long entries = (long) ENTRY * Math.max(ENTRIES, highest);
    return sector + (entries + sector - 1) / sector * sector;
  }

  /** First byte of the first partition; without one, what a table may use. */
  long start() {
    return segments.isEmpty() ? Math.min(size, front(table)) : segments.get(0).place().offset();
  }

  /** First byte behind the last partition. */
  long end() {
    return segments.isEmpty() ? start() : segments.get(segments.size() - 1).place().end();
  }
}
