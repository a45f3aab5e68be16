package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;

/**
 * A plan for a target that is no image of its source's blocks: partitions lie elsewhere, have other
 * sizes, or are made anew.
 *
 * @param target absolute path of the file that will be there at the end
 * @param virtualSize bytes of the target's disk
 * @param table the table of the target; empty when the source is one partition or has none
 * @param pieces in the order of their places on the target
 * @param warnings sentences that the user should read
 */
public record Assembly(
    Inspection source,
    Path target,
    ImageFormat format,
    long virtualSize,
    Optional<PartitionTable> table,
    List<Piece> pieces,
    List<Step> steps,
    List<String> warnings,
    CloneOptions options)
    implements PlanResult {
  public Assembly {
    pieces = List.copyOf(pieces);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }
}
