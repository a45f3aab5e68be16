package org.diskreplicator.it.sandbox;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diskreplicator.fixtures.FixtureDisks;
import org.junit.jupiter.api.Assertions;

/**
 * Runs cells, two rows at a time; a row builds its fixture once.
 *
 * <p>All rows are queued at once, the large ones first, and run ahead of the tests that ask for
 * their results.
 */
final class Matrix implements AutoCloseable {
  private static final int WORKERS = 2;

  private final Sandbox sandbox;
  private final Examiner examiner;
  private final Report report;
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
  private final Map<Cell, CompletableFuture<Judgement>> results = new LinkedHashMap<>();

  /** Begins to run the cells. */
  Matrix(Sandbox sandbox, Report report, List<Cell> cells) {
    this.sandbox = sandbox;
    this.examiner = new Examiner(sandbox);
    this.report = report;
    Map<String, Queue<Cell>> rows = new LinkedHashMap<>();
    for (Cell cell : cells) {
      results.put(cell, new CompletableFuture<>());
      rows.computeIfAbsent(cell.fixture(), fixture -> new ArrayDeque<>()).add(cell);
    }
    rows.entrySet().stream()
        .sorted(Comparator.comparingLong(row -> -FixtureDisks.size(row.getKey())))
        .forEach(row -> workers.execute(() -> runRow(row.getKey(), row.getValue())));
  }

  /** Waits for a cell; what it threw is thrown here. */
  Judgement result(Cell cell) throws Throwable {
    try {
      return future(cell).get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private void runRow(String fixture, Queue<Cell> cells) {
    try (Row row = new Row(sandbox, examiner, fixture)) {
      report.note(fixture, row.original().facts().summary());
      while (!cells.isEmpty()) {
        Cell cell = cells.remove();
        runCell(cell, () -> row.judge(cell.step()));
        row.keepSourcesOf(cells.stream().map(Cell::step).toList());
      }
    } catch (RuntimeException | Error e) {
      cells.forEach(
          cell ->
              runCell(
                  cell,
                  () -> {
                    throw e;
                  }));
    }
  }

  private void runCell(Cell cell, Callable<Judgement> judging) {
    try {
      Judgement judgement =
          report.run(cell.fixture(), cell.step().toString(), () -> good(judging.call()));
      future(cell).complete(judgement);
    } catch (Exception | Error e) {
      future(cell).completeExceptionally(e);
    }
  }

  private CompletableFuture<Judgement> future(Cell cell) {
    return Objects.requireNonNull(results.get(cell), cell + " is not selected");
  }

  private static Judgement good(Judgement judgement) {
    if (!judgement.failed().isEmpty()) {
      Assertions.fail(judgement.toString());
    }
    return judgement;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
