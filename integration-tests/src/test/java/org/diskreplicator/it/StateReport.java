package org.diskreplicator.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.opentest4j.TestAbortedException;

/** What came of each cell of the matrix of states. Safe for use by several threads. */
final class StateReport {
  private final Map<StateCell, String> results = new ConcurrentHashMap<>();
  private final Map<StateCell, String> reasons = new ConcurrentHashMap<>();

  /** Runs a cell and notes how it ended; what it throws goes on. */
  void run(StateCell cell, Runnable judging) {
    long start = System.nanoTime();
    try {
      judging.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      results.put(cell, String.format(Locale.ROOT, "%.1f s", seconds));
    } catch (TestAbortedException e) {
      note(cell, "skipped", e);
      throw e;
    } catch (RuntimeException | Error e) {
      note(cell, "**failed**", e);
      throw e;
    }
  }

  private void note(StateCell cell, String result, Throwable reason) {
    results.put(cell, result);
    reasons.put(cell, String.valueOf(reason.getMessage()));
  }

  /** Writes a table with a line for each content and sector size, and below it the reasons. */
  void write(Path file) throws IOException {
    if (results.isEmpty()) {
      return;
    }
    List<String> columns =
        results.keySet().stream()
            .sorted(Comparator.comparing(StateCell::state).thenComparing(StateCell::table))
            .map(StateReport::column)
            .distinct()
            .toList();
    List<String> lines = new ArrayList<>(List.of("# States", ""));
    lines.add(results.size() + " cells, " + reasons.size() + " of them not passed");
    lines.add("");
    lines.add("| content | " + String.join(" | ", columns) + " |");
    lines.add("|---".repeat(columns.size() + 1) + "|");
    rows()
        .forEach(
            (row, cells) ->
                lines.add(
                    columns.stream()
                        .map(column -> cells.getOrDefault(column, ""))
                        .collect(Collectors.joining(" | ", "| " + row + " | ", " |"))));
    lines.add("");
    reasons.forEach((cell, reason) -> lines.add("- " + cell + ": " + reason));
    Files.write(file, lines);
  }

  private Map<String, Map<String, String>> rows() {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    results.forEach(
        (cell, result) ->
            rows.computeIfAbsent(cell.content() + " " + cell.sector(), row -> new TreeMap<>())
                .put(column(cell), result));
    return rows;
  }

  private static String column(StateCell cell) {
    return cell.state() + " " + cell.table();
  }
}
