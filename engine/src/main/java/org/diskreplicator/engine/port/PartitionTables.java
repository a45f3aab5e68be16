package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.PartitionTable;

/** Partition tables of disks. */
@FunctionalInterface
public interface PartitionTables {
  /** Reads the table of a disk that is readable as a file; empty when it has none. */
  Optional<PartitionTable> read(Path disk);
}
