package org.diskreplicator.engine.execute;

import java.util.function.Supplier;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.image.MaskFigures;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.port.ImageFiles;

/** Tells what happens: steps with their begin, progress and end. */
record StepEvents(EventSink sink) {

  <T> T step(String name, long bytes, Supplier<T> work) {
    long start = System.nanoTime();
    sink.accept(new ReplicationEvent.StepStarted(name, bytes));
    T result = work.get();
    sink.accept(new ReplicationEvent.StepFinished(name, (System.nanoTime() - start) / 1_000_000));
    return result;
  }

  /** The same for work that has no result. */
  void step(String name, long bytes, Runnable work) {
    step(
        name,
        bytes,
        () -> {
          work.run();
          return true;
        });
  }

  ImageFiles.Progress progress(String step, long total) {
    return share -> sink.accept(new ReplicationEvent.Progress(step, (long) (share * total), total));
  }

  void state(TargetState state) {
    sink.accept(new ReplicationEvent.TargetChanged(state));
  }

  /** Of a proof, once the target is on its drive; one without a proof was told before. */
  void outcome(TargetState state) {
    if (state == TargetState.VERIFIED) {
      state(state);
    }
  }

  void masked(MaskFigures figures) {
    sink.accept(
        new ReplicationEvent.MaskWritten(
            figures.fileBytes(),
            figures.clusterBytes(),
            figures.maskedRanges(),
            figures.maskedBytes()));
  }

  void warning(String text) {
    sink.accept(new ReplicationEvent.Warning(text));
  }
}
