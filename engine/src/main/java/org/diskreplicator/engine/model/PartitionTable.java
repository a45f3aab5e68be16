package org.diskreplicator.engine.model;

import java.util.List;
import java.util.Optional;

/**
 * A partition table as it is on the disk.
 *
 * @param id disk GUID (gpt) or disk signature (dos)
 * @param partitions in the order of their numbers, which need not be the order on the disk
 */
public record PartitionTable(
    TableType type, Optional<String> id, SectorSize sectorSize, List<Partition> partitions) {
  public PartitionTable {
    partitions = List.copyOf(partitions);
  }

  public Optional<Partition> partition(int number) {
    return partitions.stream().filter(p -> p.number() == number).findFirst();
  }
}
