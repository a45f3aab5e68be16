package org.diskreplicator.engine.execute;

import java.util.List;
import java.util.stream.Collectors;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.port.Discards;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Makes a disk sparse where it is, in three parts: {@link #check}, {@link #discard}, {@link
 * #prove}.
 *
 * <p>Windows on an image lock it against writing, so the windows of the first and of the last part
 * are not those of a run that is in the second.
 */
public final class InPlaceExecutor {
  private final FileSystemChecks checks;
  private final Windows windows;
  private final Discards discards;
  private final CancelToken cancel;
  private final CancelToken checkStop;
  private final StepEvents steps;

  /**
   * Prepares the parts.
   *
   * @param checkStop ends what {@code checks} is running
   */
  public InPlaceExecutor(
      FileSystemChecks checks,
      Windows windows,
      Discards discards,
      CancelToken cancel,
      CancelToken checkStop,
      EventSink events) {
    this.checks = checks;
    this.windows = windows;
    this.discards = discards;
    this.cancel = cancel;
    this.checkStop = checkStop;
    this.steps = new StepEvents(events);
  }

  /**
   * Runs all full checks.
   *
   * @throws RefusedException when one disagrees with its map
   */
  public void check(InPlacePlan plan) {
    List<Area> doubtful = steps.step("check", 0, () -> doubtful(plan));
    if (!doubtful.isEmpty()) {
      throw new RefusedException(
          "'"
              + plan.disk().image().path()
              + "' is left as it is, because the full check disagrees with the map of "
              + titles(doubtful)
              + "; check it, or make a sparse copy without --in-place.");
    }
  }

  private List<Area> doubtful(InPlacePlan plan) {
    try (MapChecks running =
        MapChecks.inPairs(checks, windows, view(plan), event -> {}, checkStop)) {
      running.start(plan.checks(), () -> {});
      return running.await();
    }
  }

  private static String titles(List<Area> areas) {
    return areas.stream().map(Area::title).collect(Collectors.joining(", "));
  }

  private static View view(InPlacePlan plan) {
    return new View(plan.disk().image().path(), plan.disk().image().format());
  }

  /** Discards all that is free, unless somebody has written to the disk since it was inspected. */
  public void discard(InPlacePlan plan) {
    long bytes = plan.free().totalBytes();
    steps.step(
        "discard",
        bytes,
        () ->
            discards.discard(
                view(plan),
                plan.free(),
                () -> SourceWatch.requireUnchanged(plan.disk()),
                steps.progress("discard", bytes),
                cancel));
  }

  /**
   * Sees that the disk is what it was but for what is free.
   *
   * @param after the disk, inspected again
   * @throws DifferenceException when it is not
   */
  public void prove(InPlacePlan plan, Inspection after) {
    List<Area> doubtful = steps.step("verify", 0, () -> doubtful(InPlacePlan.of(after)));
    plan.objection(after)
        .ifPresent(
            objection -> {
              throw new DifferenceException(objection);
            });
    if (!doubtful.isEmpty()) {
      throw new DifferenceException(
          "'"
              + plan.disk().image().path()
              + "' is no longer in order: the full check finds fault with "
              + titles(doubtful)
              + "; check it, and use a backup if it is damaged.");
    }
  }
}
