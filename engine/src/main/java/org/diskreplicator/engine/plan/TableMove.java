package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.image.GptRelocation;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.TableType;

/**
 * What a larger target does to the partition table: a GPT keeps its backup in the last sectors of
 * the disk, so that one has to move. The old backup stays where it is, as a gap: it costs 17 KiB,
 * and only its header's word tells that nothing else is there.
 *
 * @param patches bytes of the target that differ from the source
 * @param refusal why the table cannot be moved
 */
record TableMove(List<Patch> patches, Optional<String> refusal) {
  private static final TableMove NONE = new TableMove(List.of(), Optional.empty());

  static TableMove of(Inspection source, long size) {
    boolean isGpt =
        source.table().map(PartitionTable::type).filter(TableType.GPT::equals).isPresent();
    if (!isGpt || source.isPartition() || size == source.scope().length()) {
      return NONE;
    }
    try {
      GptRelocation moved =
          GptRelocation.plan(
              source.head().bytes(),
              source.table().orElseThrow().sectorSize(),
              source.scope().length(),
              size);
      return new TableMove(moved.patches(), Optional.empty());
    } catch (RefusedException e) {
      return new TableMove(List.of(), Optional.of(e.sentence()));
    }
  }
}
