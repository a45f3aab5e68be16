package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.model.PartitionTable;

/** Writes partition tables. */
@FunctionalInterface
public interface TableWriter {
  /**
   * Writes {@code table} to a disk that is writable as a file and holds none: places, types,
   * identifiers, names, attributes and boot flags exactly as they are in the table. Boot code is no
   * part of it.
   */
  void write(Path disk, PartitionTable table);
}
