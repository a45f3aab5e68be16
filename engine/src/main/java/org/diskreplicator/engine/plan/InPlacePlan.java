package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.InPlaceFacts;
import org.diskreplicator.engine.model.Inspection;

/**
 * What is given back of a disk where it lies.
 *
 * @param free bytes of the disk to discard, in whole pages
 * @param checks that must all agree before anything is discarded, and again afterwards
 */
public record InPlacePlan(Inspection disk, ExtentSet free, List<Step.CheckMap> checks) {
  /** No file system gives back less than a page, and no image less than a cluster. */
  private static final int PAGE = 4096;

  public InPlacePlan {
    checks = List.copyOf(checks);
  }

  /** The plan for a disk that {@link InPlaceRules} do not refuse. */
  public static InPlacePlan of(Inspection disk) {
    List<Step.CheckMap> checks =
        disk.areas().stream().flatMap(area -> Step.CheckMap.of(area).stream()).toList();
    ExtentSet free = disk.free().shift(disk.scope().offset()).roundInwards(PAGE);
    return new InPlacePlan(disk, free, checks);
  }

  /** Why the disk is left alone, as one sentence. */
  public static Optional<String> refusal(Inspection disk, InPlaceFacts facts) {
    return InPlaceRules.refusal(disk, facts);
  }

  /**
   * Why the discarded disk is not what it was, as one sentence; empty when each content is clean
   * and names the very same bytes free.
   */
  public Optional<String> objection(Inspection after) {
    boolean clean =
        after.areas().stream().noneMatch(area -> InPlaceRules.isDisordered(area.usedMap().state()));
    return clean && of(after).free().equals(free)
        ? Optional.empty()
        : Optional.of(
            "'"
                + disk.image().path()
                + "' differs from what it was in more than what was discarded; stop what writes to"
                + " it, check its file systems, and use a backup if they are damaged.");
  }
}
