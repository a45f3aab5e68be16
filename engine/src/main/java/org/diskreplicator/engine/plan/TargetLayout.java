package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;

/**
 * Where everything lies on a disk of another size.
 *
 * @param changes bytes by which each segment of the source becomes longer
 * @param limit where the room for partitions ends
 */
record TargetLayout(SourceLayout source, List<Long> changes, long limit) {
  TargetLayout {
    changes = List.copyOf(changes);
  }

  static TargetLayout of(SourceLayout source, long[] changes, long limit) {
    return new TargetLayout(source, LongStream.of(changes).boxed().toList(), limit);
  }

  /** Whether every partition stays as it is. */
  boolean isSame() {
    return changes.stream().allMatch(change -> change == 0);
  }

  /** The place of a segment. */
  Extent place(int segment) {
    Extent old = source.segments().get(segment).place();
    return new Extent(moved(old.offset()), old.length() + changes.get(segment));
  }

  /** First byte behind the last partition. */
  long end() {
    return moved(source.end());
  }

  /** Where a bound of segments lies now. */
  private long moved(long bound) {
    return bound
        + IntStream.range(0, changes.size())
            .filter(i -> source.segments().get(i).place().end() <= bound)
            .mapToLong(changes::get)
            .sum();
  }

  /** The table that names the new places. */
  PartitionTable table() {
    PartitionTable old = source.table();
    return new PartitionTable(
        old.type(),
        old.id(),
        old.sectorSize(),
        old.partitions().stream().map(partition -> moved(partition, place(partition))).toList());
  }

  private Extent place(Partition partition) {
    if (partition.role() == Partition.Role.EXTENDED) {
      Extent old = partition.extent();
      long end = Math.min(moved(old.end()), Math.max(limit, end()));
      return Extent.between(moved(old.offset()), end);
    }
    return IntStream.range(0, changes.size())
        .filter(i -> source.segments().get(i).isPartition(partition.number()))
        .mapToObj(this::place)
        .findFirst()
        .orElseThrow();
  }

  private static Partition moved(Partition old, Extent place) {
    return new Partition(
        old.number(),
        place,
        old.role(),
        old.typeCode(),
        old.uuid(),
        old.name(),
        old.attributes(),
        old.bootable());
  }
}
