package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.Replicator;

/** Tells now and then how much a mounted file system has been filled. */
final class FilledBytes implements AutoCloseable {
  private static final long PERIOD_MILLIS = 200;

  private final FileStore store;
  private final long freeAtFirst;
  private final Replicator.Progress progress;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> ticks;

  FilledBytes(Path folder, Replicator.Progress progress) {
    this.progress = progress;
    try {
      this.store = Files.getFileStore(folder);
      this.freeAtFirst = store.getUnallocatedSpace();
    } catch (IOException e) {
      throw new InputOutputException("looking at " + folder, e);
    }
    this.ticks =
        clock.scheduleAtFixedRate(this::tell, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tell() {
    try {
      progress.at(Math.max(0, freeAtFirst - store.getUnallocatedSpace()));
    } catch (IOException e) {
      // A figure that is not shown harms nobody; the next one may be.
    }
  }

  /** No more is told when this returns. */
  @Override
  public void close() {
    ticks.cancel(false);
    clock.shutdown();
    try {
      clock.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
