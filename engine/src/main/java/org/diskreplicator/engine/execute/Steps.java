package org.diskreplicator.engine.execute;

import java.util.function.Supplier;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.port.ImageFiles;

/** Tells of the steps of a run as they happen. */
record Steps(EventSink events) {
  /** Does the work of one step between the events of its start and its end. */
  <T> T run(String name, long bytes, Supplier<T> work) {
    long start = System.nanoTime();
    events.accept(new ReplicationEvent.StepStarted(name, bytes));
    T result = work.get();
    events.accept(new ReplicationEvent.StepFinished(name, (System.nanoTime() - start) / 1_000_000));
    return result;
  }

  /** The same for work that has no result. */
  void run(String name, long bytes, Runnable work) {
    run(
        name,
        bytes,
        () -> {
          work.run();
          return true;
        });
  }

  /** Turns shares of a step's bytes into events. */
  ImageFiles.Progress progress(String step, long total) {
    return share ->
        events.accept(new ReplicationEvent.Progress(step, (long) (share * total), total));
  }

  void target(TargetState state) {
    events.accept(new ReplicationEvent.TargetChanged(state));
  }
}
