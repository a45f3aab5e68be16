package org.diskreplicator.engine.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.diskreplicator.engine.failure.Futures;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Compares the contents of many files, several at a time: most files are small, and most of the
 * time goes by in waiting for the first byte.
 */
final class ContentComparisons {
  private final List<ContentComparison> readers;
  private final LongConsumer progress;
  private long bytes;

  /**
   * Prepares comparisons.
   *
   * @param readers how many files are compared at a time
   * @param progress takes the number of bytes that have been compared, in one thread at a time
   */
  ContentComparisons(int readers, Supplier<ContentComparison> reader, LongConsumer progress) {
    this.readers = IntStream.range(0, readers).mapToObj(i -> reader.get()).toList();
    this.progress = progress;
  }

  /** A file whose contents are to be compared in some ranges. */
  record Task(String path, ExtentSet ranges) {}

  /** Bytes that were compared. */
  synchronized long bytes() {
    return bytes;
  }

  /** The first byte of each file that differs. */
  List<OptionalLong> firstDifferences(List<Task> tasks) {
    AtomicReferenceArray<OptionalLong> results = new AtomicReferenceArray<>(tasks.size());
    AtomicInteger next = new AtomicInteger();
    if (readers.size() == 1 || tasks.size() < 2) {
      work(readers.get(0), tasks, next, results);
    } else {
      together(tasks, next, results);
    }
    List<OptionalLong> all = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      all.add(results.get(i));
    }
    return all;
  }

  private void together(
      List<Task> tasks, AtomicInteger next, AtomicReferenceArray<OptionalLong> results) {
    ExecutorService threads = Executors.newFixedThreadPool(readers.size());
    try {
      List<CompletableFuture<Void>> working =
          readers.stream()
              .map(
                  reader ->
                      CompletableFuture.runAsync(() -> work(reader, tasks, next, results), threads))
              .toList();
      working.forEach(Futures::settle);
      working.forEach(Futures::join);
    } finally {
      threads.shutdown();
    }
  }

  private void work(
      ContentComparison reader,
      List<Task> tasks,
      AtomicInteger next,
      AtomicReferenceArray<OptionalLong> results) {
    try {
      for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
        Task task = tasks.get(i);
        results.set(i, reader.firstDifference(task.path(), task.ranges()));
        done(task.ranges().totalBytes());
      }
    } catch (RuntimeException | Error e) {
      next.set(tasks.size());
      throw e;
    }
  }

  private synchronized void done(long more) {
    bytes += more;
    progress.accept(bytes);
  }
}
