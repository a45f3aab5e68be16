package org.diskreplicator.engine.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.TableType;

/**
 * Cuts a partitioned disk into partitions and gaps.
 *
 * <p>An extended partition is no region: what its logical partitions leave of it, extended boot
 * records among it, is gap. A partition whose place contradicts the rest of the table is doubtful,
 * and so is its map.
 */
final class RegionLayout {
  /** Space that the specification keeps for the entries of a GPT, however few there are. */
  private static final int ENTRY_BYTES = 16384;

  private final PartitionTable table;
  private final Extent disk;

  RegionLayout(PartitionTable table, Extent disk) {
    this.table = table;
    this.disk = disk;
  }

  /** A stretch of the disk; a gap when {@code partition} is empty. */
  record Slot(Extent extent, Optional<Partition> partition, Optional<String> doubt) {}

  /** The slots of {@code scope} by their offsets; of a single partition, that one alone. */
  List<Slot> slots(Extent scope) {
    List<Slot> slots = new ArrayList<>();
    for (Partition partition : holders()) {
      clip(partition.extent())
          .ifPresent(
              extent -> slots.add(new Slot(extent, Optional.of(partition), doubt(partition))));
    }
    gaps().forEach(gap -> slots.add(new Slot(gap, Optional.empty(), Optional.empty())));
    slots.sort(Comparator.comparingLong(slot -> slot.extent().offset()));
    return scope.equals(disk)
        ? slots
        : slots.stream().filter(slot -> slot.extent().equals(scope)).toList();
  }

  private List<Partition> holders() {
    return table.partitions().stream()
        .filter(partition -> partition.role() != Partition.Role.EXTENDED)
        .toList();
  }

  private Optional<Extent> clip(Extent extent) {
    long end = Math.min(extent.end(), disk.end());
    return extent.offset() < end
        ? Optional.of(Extent.between(extent.offset(), end))
        : Optional.empty();
  }

  private List<Extent> gaps() {
    return ExtentSet.of(holders().stream().map(Partition::extent).toList())
        .complement(disk.length())
        .toList();
  }

  private Optional<String> doubt(Partition partition) {
    Extent extent = partition.extent();
    if (!disk.contains(extent)) {
      return Optional.of("it ends behind the end of the disk");
    }
    if (tables().stream().anyMatch(extent::overlaps)) {
      return Optional.of("it overlaps the partition table");
    }
    return table.partitions().stream()
        .filter(other -> other.number() != partition.number())
        .filter(other -> conflicts(partition, other))
        .findFirst()
        .map(other -> "it overlaps partition " + other.number());
  }

  private static boolean conflicts(Partition partition, Partition other) {
    boolean contained =
        other.role() == Partition.Role.EXTENDED
            && partition.role() == Partition.Role.LOGICAL
            && other.extent().contains(partition.extent());
    return !contained && partition.extent().overlaps(other.extent());
  }

  private List<Extent> tables() {
    long sector = table.sectorSize().bytes();
    if (table.type() == TableType.DOS) {
      return List.of(new Extent(0, sector));
    }
    long table = 2 * sector + ENTRY_BYTES; // protective MBR, header, entries
    long backup = Math.max(0, disk.length() - sector - ENTRY_BYTES);
    return List.of(new Extent(0, table), Extent.between(backup, disk.length()));
  }
}
