package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.PartitionTable;

/**
 * What becomes of a disk's contents.
 *
 * @param table the table that has to be written; empty when there is none, or when its bytes travel
 *     as they are
 * @param pieces in the order of their places on the target
 * @param isMirror whether the target is an image of the source's blocks, so that no pieces are
 *     needed
 */
record Arrangement(
    Optional<PartitionTable> table, List<Piece> pieces, List<String> warnings, boolean isMirror) {
  Arrangement {
    pieces = List.copyOf(pieces);
    warnings = List.copyOf(warnings);
  }

  static Arrangement mirror(List<String> warnings) {
    return new Arrangement(Optional.empty(), List.of(), warnings, true);
  }
}
