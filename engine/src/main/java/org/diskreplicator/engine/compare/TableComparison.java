package org.diskreplicator.engine.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.TableType;

/** Compares what partition tables say, but for places and sizes. */
final class TableComparison {
  private final Differences differences;

  TableComparison(Differences differences) {
    this.differences = differences;
  }

  /** Adds what differs. */
  void compare(Inspection source, Inspection copy) {
    Optional<TableType> here = source.table().map(PartitionTable::type);
    Optional<TableType> there = copy.table().map(PartitionTable::type);
    differences.addUnlessEqual("table", "type", here, there);
    if (here.isPresent() && here.equals(there)) {
      compare(source.table().orElseThrow(), copy.table().orElseThrow());
    }
  }

  private void compare(PartitionTable source, PartitionTable copy) {
    differences.addUnlessEqual("table", "id", source.id(), copy.id());
    differences.addUnlessEqual("table", "order", order(source), order(copy));
    for (Partition partition : source.partitions()) {
      copy.partition(partition.number()).ifPresent(other -> compare(partition, other));
    }
  }

  /** The numbers in the order of the places. */
  private static List<Integer> order(PartitionTable table) {
    return table.partitions().stream()
        .sorted(Comparator.comparingLong(partition -> partition.extent().offset()))
        .map(Partition::number)
        .toList();
  }

  private void compare(Partition source, Partition copy) {
    String where = "partition " + source.number();
    differences.addUnlessEqual(where, "role", source.role(), copy.role());
    differences.addUnlessEqual(where, "type", source.typeCode(), copy.typeCode());
    differences.addUnlessEqual(where, "PARTUUID", source.uuid(), copy.uuid());
    differences.addUnlessEqual(where, "name", source.name(), copy.name());
    differences.addUnlessEqual(where, "attributes", source.attributes(), copy.attributes());
    differences.addUnlessEqual(where, "boot flag", source.bootable(), copy.bootable());
  }
}
