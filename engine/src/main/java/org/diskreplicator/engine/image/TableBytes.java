package org.diskreplicator.engine.image;

import java.util.List;
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

  /** The patches that lie in a place of the target, relative to its start. */
  public List<Patch> within(Extent place) {
    return patches.stream()
        .filter(patch -> place.contains(Extent.between(patch.offset(), patch.end())))
        .map(patch -> new Patch(patch.offset() - place.offset(), patch.bytes()))
        .toList();
  }

  private static void requireApart(Patch patch, PartitionTable target) {
    Extent place = Extent.between(patch.offset(), patch.end());
    for (Partition partition : target.partitions()) {
      if (partition.role() != Partition.Role.EXTENDED && partition.extent().overlaps(place)) {
        throw new RefusedException(
            "Partition "
                + partition.number()
                + " overlaps the partition table, which a clone of another layout has to write;"
                + " clone it with the same sizes.");
      }
    }
  }
}
