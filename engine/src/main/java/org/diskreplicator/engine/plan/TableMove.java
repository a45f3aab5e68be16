package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.image.GptRelocation;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.TableType;

/**
 * What a larger target does to the partition table: a GPT keeps its backup in the last sectors of
 * the disk, so that one has to move.
 *
 * @param patches bytes of the target that differ from the source
 * @param stale bytes of the source that must not be copied: the old backup
 * @param refusal why the table cannot be moved
 */
record TableMove(List<Patch> patches, ExtentSet stale, Optional<String> refusal) {
  private static final TableMove NONE =
      new TableMove(List.of(), ExtentSet.empty(), Optional.empty());

  static TableMove of(Inspection source, long size) {
    boolean isGpt =
        source.table().map(PartitionTable::type).filter(TableType.GPT::equals).isPresent();
    if (!isGpt || source.isPartition() || size == source.scope().length()) {
      return NONE;
    }
    try {
      GptRelocation.Result moved =
          GptRelocation.relocate(
              source.head().bytes(),
              source.table().orElseThrow().sectorSize(),
              source.scope().length(),
              size);
      return new TableMove(moved.patches(), unused(source, moved), Optional.empty());
    } catch (RefusedException e) {
      return new TableMove(List.of(), ExtentSet.empty(), Optional.of(e.sentence()));
    }
  }

  /** The old backup, unless a partition of a strange table lies over it. */
  private static ExtentSet unused(Inspection source, GptRelocation.Result moved) {
    boolean covered =
        source.regions().stream()
            .filter(region -> region.partition().isPresent())
            .anyMatch(region -> region.extent().overlaps(moved.staleBackup()));
    return covered ? ExtentSet.empty() : ExtentSet.of(moved.staleBackup());
  }
}
