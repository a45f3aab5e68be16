package org.diskreplicator.engine.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/** The full checks of a plan: one after the other beside a copy, or in pairs. */
final class MapChecks implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final FileSystemChecks checks;
  private final Windows windows;
  private final View source;
  private final EventSink events;
  private final CancelToken stop;
  private final ExecutorService threads;
  private final List<Future<List<Area>>> results = new ArrayList<>();

  private MapChecks(
      FileSystemChecks checks,
      Windows windows,
      View source,
      EventSink events,
      CancelToken stop,
      ExecutorService threads) {
    this.checks = checks;
    this.windows = windows;
    this.source = source;
    this.events = events;
    this.stop = stop;
    this.threads = threads;
  }

  /**
   * Checks that run one after the other, as a copy runs beside them.
   *
   * @param stop ends the running check when this object is closed early
   */
  static MapChecks inTurn(
      FileSystemChecks checks, Windows windows, View source, EventSink events, CancelToken stop) {
    return new MapChecks(
        checks, windows, source, events, stop, Executors.newSingleThreadExecutor());
  }

  /**
   * Checks with nothing beside them: two run at once. More would gain nothing on one disk, and of a
   * large file system each takes much memory.
   *
   * @param stop ends the running checks when this object is closed early
   */
  static MapChecks inPairs(
      FileSystemChecks checks, Windows windows, View source, EventSink events, CancelToken stop) {
    return new MapChecks(checks, windows, source, events, stop, Executors.newFixedThreadPool(2));
  }

  /** Starts all checks among the steps; {@code onDoubt} runs when the first one disagrees. */
  void start(List<? extends Step> steps, Runnable onDoubt) {
    for (Step step : steps) {
      if (step instanceof Step.CheckMap check) {
        results.add(threads.submit(() -> run(check, onDoubt)));
      }
    }
  }

  private List<Area> run(Step.CheckMap step, Runnable onDoubt) {
    stop.throwIfCancelled();
    FileSystemChecks.Verdict verdict = AreaCheck.run(checks, windows, source, step);
    events.accept(
        new ReplicationEvent.MapChecked(step.area(), verdict.agrees(), verdict.findings()));
    if (verdict.agrees()) {
      return List.of();
    }
    onDoubt.run();
    return List.of(step.area());
  }

  /** The areas whose map is not to be trusted, once all checks are done. */
  List<Area> await() {
    List<Area> doubtful = new ArrayList<>();
    results.forEach(result -> doubtful.addAll(get(result)));
    return doubtful;
  }

  private static List<Area> get(Future<List<Area>> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReplicationException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Ends the checks and returns when none runs any more: what they hold is released by then. They
   * are not interrupted, as an interrupt closes each file that a thread is writing to
   * (InterruptibleChannel), such as the journal.
   */
  @Override
  public void close() {
    threads.shutdown();
    if (results.stream().anyMatch(result -> !result.isDone())) {
      stop.cancel();
    }
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a check does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
