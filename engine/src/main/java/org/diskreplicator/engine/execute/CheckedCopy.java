package org.diskreplicator.engine.execute;

import java.util.List;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/** Copies while the checks run; copies again when one of them disagrees with its map. */
final class CheckedCopy {
  private final FileSystemChecks checks;
  private final Windows windows;
  private final CancelToken cancel;
  private final CancelToken checkStop;
  private final EventSink events;

  /**
   * Prepares a copy.
   *
   * @param checkStop ends what {@code checks} is running
   */
  CheckedCopy(
      FileSystemChecks checks,
      Windows windows,
      CancelToken cancel,
      CancelToken checkStop,
      EventSink events) {
    this.checks = checks;
    this.windows = windows;
    this.cancel = cancel;
    this.checkStop = checkStop;
    this.events = events;
  }

  /** Copies all but {@code free} until {@code stop} is cancelled. */
  @FunctionalInterface
  interface Pass {
    void copy(ExtentSet free, CancelToken stop);
  }

  /** Returns the areas whose map is not to be trusted; those have been copied whole. */
  List<Area> run(Plan plan, Pass pass) {
    View source = new View(plan.source().image().path(), plan.source().image().format());
    CancelToken copyStop = cancel.child();
    List<Area> doubtful;
    try (MapChecks running = MapChecks.inTurn(checks, windows, source, events, checkStop)) {
      running.start(plan.steps(), copyStop::cancel);
      boolean done = isDone(() -> pass.copy(plan.free(), copyStop));
      doubtful = running.await();
      cancel.throwIfCancelled();
      if (done && doubtful.isEmpty()) {
        return doubtful;
      }
    }
    pass.copy(plan.freeWithout(doubtful), cancel);
    return doubtful;
  }

  /** Whether the copy came to its end; a doubt about a map stops it early. */
  private boolean isDone(Runnable copy) {
    try {
      copy.run();
      return true;
    } catch (CancelledException e) {
      cancel.throwIfCancelled();
      return false;
    }
  }
}
