package org.diskreplicator.engine.image;

import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.TableType;

/**
 * The bytes of a partition table whose partitions have new places, made of those of the old one.
 *
 * <p>Boot code, identifiers, and whatever else is in the old table that no program prints, stays.
 *
 * @param patches what the target's disk holds at these places, table and boot code
 * @param old where on the source's disk bytes of its table are
 * @param warnings sentences that the user should read
 */
public record TableBytes(List<Patch> patches, ExtentSet old, List<String> warnings) {
  public TableBytes {
    patches = List.copyOf(patches);
    warnings = List.copyOf(warnings);
  }

  /** A disk without a table. */
  public static final TableBytes NONE = new TableBytes(List.of(), ExtentSet.empty(), List.of());

  /**
   * Computes them.
   *
   * @param disk the source
   * @param target the same partitions in their new places
   * @param size bytes of the target's disk
   * @throws RefusedException when the old table is not as it should be, or the new one does not fit
   */
  public static TableBytes of(
      PatchBase disk, PartitionTable source, PartitionTable target, long size) {
    TableBytes bytes =
        source.type() == TableType.GPT
            ? GptBytes.of(disk, source, target, size)
            : DosBytes.of(disk, source, target);
    bytes.patches().forEach(patch -> requireApart(patch, target));
    return bytes;
  }

  /**
   * What differs in a gap, relative to the target's disk: the records of the new table, and zeros
   * for what is left of the old one. They are not hidden as free bytes, since their odd boundaries
   * would make the clusters of a mask small.
   *
   * @param gap on the source's disk
   * @param place on the target's
   */
  public List<Patch> within(Extent gap, Extent place) {
    return Stream.concat(
            patches.stream().filter(patch -> place.contains(patch.extent())), stale(gap, place))
        .toList();
  }

  /** Zeros where old records would lie on the target and no new ones do. */
  public Stream<Patch> stale(Extent gap, Extent place) {
    return old
        .intersect(gap)
        .shift(place.offset() - gap.offset())
        .intersect(place)
        .subtract(written())
        .toList()
        .stream()
        .map(range -> new Patch(range.offset(), new byte[(int) range.length()]));
  }

  /** Where the new table lies on the target's disk. */
  public ExtentSet written() {
    return ExtentSet.of(patches.stream().map(Patch::extent).toList());
  }

  private static void requireApart(Patch patch, PartitionTable target) {
    for (Partition partition : target.partitions()) {
      if (partition.role() != Partition.Role.EXTENDED
          && partition.extent().overlaps(patch.extent())) {
        throw new RefusedException(
            "Partition "
                + partition.number()
                + " overlaps the partition table, which a clone of another layout has to write;"
                + " clone it with the same sizes.");
      }
    }
  }
}
