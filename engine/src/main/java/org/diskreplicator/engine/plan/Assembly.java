package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;

/**
 * A plan for a target that is no image of its source's blocks: partitions lie elsewhere, have other
 * sizes, or are made anew.
 *
 * @param target absolute path of the file that will be there at the end
 * @param virtualSize bytes of the target's disk
 * @param table the table that has to be written; empty when the source is one partition or has
 *     none, and where its bytes travel as they are, in the gaps
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

  /** Whether the target is a block device and no file. */
  public boolean isOntoDevice() {
    return steps.stream().anyMatch(Step.Erase.class::isInstance);
  }

  /** The same disk in a qcow2 image, from which a device can then be written. */
  public Assembly inImage(Path image) {
    return new Assembly(
        source,
        image,
        ImageFormat.QCOW2,
        virtualSize,
        table,
        pieces,
        steps,
        warnings,
        options.formatted(ImageFormat.QCOW2));
  }

  /** Bytes that travel, about. */
  public long movedBytes() {
    return AssemblySteps.bytes(steps);
  }

  /** Whether only root can carry it out. */
  public boolean needsSuperUser() {
    return steps.stream().anyMatch(Step::superUser);
  }

  /** For people, what only root can do: {@code making partition 2 (xfs) anew}. */
  public String workOfSuperUser() {
    return steps.stream()
        .filter(Step::superUser)
        .filter(Step.MakePiece.class::isInstance)
        .map(step -> work(((Step.MakePiece) step).piece()))
        .collect(Collectors.joining(", "));
  }

  private static String work(Piece piece) {
    Region region = piece.source();
    String name = region.title() + " (" + region.content().name() + ")";
    return piece instanceof Piece.Replayed ? "replaying " + name : "making " + name + " anew";
  }

  /** Bytes of the partition that a piece fills on the target, or of the piece itself. */
  public Extent place(Piece piece) {
    return piece
        .source()
        .partition()
        .flatMap(old -> table.flatMap(found -> found.partition(old.number())))
        .map(Partition::extent)
        .orElse(piece.target());
  }
}
