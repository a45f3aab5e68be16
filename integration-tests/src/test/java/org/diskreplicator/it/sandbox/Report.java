package org.diskreplicator.it.sandbox;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.diskreplicator.fixtures.FixtureDisks;
import org.opentest4j.TestAbortedException;

/**
 * What came of each cell, written as {@code matrix.md} and {@code matrix.json} when all tests have
 * ended. Safe for use by several threads.
 */
final class Report implements AutoCloseable {
  private final Path folder;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> notes = new TreeMap<>();

  /** A report into {@code folder}, which exists. */
  Report(Path folder) {
    this.folder = folder;
  }

  /** How a cell ended. */
  enum Result {
    PASSED,
    FAILED,
    SKIPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One cell.
   *
   * @param reason of a failure or a skip, else empty
   */
  record Entry(String row, String column, Result result, double seconds, String reason) {}

  /** Runs a cell, and notes how it ended and how long it took; what it throws goes on. */
  <T> T run(String row, String column, Callable<T> cell) throws Exception {
    long start = System.nanoTime();
    try {
      T value = cell.call();
      add(row, column, Result.PASSED, start, "");
      return value;
    } catch (TestAbortedException e) {
      add(row, column, Result.SKIPPED, start, String.valueOf(e.getMessage()));
      throw e;
    } catch (Exception | Error e) {
      add(row, column, Result.FAILED, start, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private synchronized void add(
      String row, String column, Result result, long start, String reason) {
    double seconds = (System.nanoTime() - start) / 1e9;
    entries.add(new Entry(row, column, result, seconds, reason));
  }

  /** Something to tell of a row. */
  synchronized void note(String row, String text) {
    notes.put(row, text);
  }

  @Override
  public synchronized void close() throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    List<String> order = FixtureDisks.names();
    entries.sort(Comparator.comparingInt(entry -> order.indexOf(entry.row())));
    Files.writeString(folder.resolve("matrix.md"), new MarkdownReport(entries, notes).text());
    Files.writeString(folder.resolve("matrix.json"), json());
  }

  private String json() {
    JsonArray cells = new JsonArray();
    for (Entry entry : entries) {
      JsonObject cell = new JsonObject();
      cell.addProperty("fixture", entry.row());
      cell.addProperty("step", entry.column());
      cell.addProperty("result", entry.result().toString());
      cell.addProperty("seconds", Math.round(entry.seconds() * 10) / 10.0);
      cell.addProperty("reason", entry.reason());
      cells.add(cell);
    }
    JsonObject json = new JsonObject();
    json.add("cells", cells);
    JsonObject said = new JsonObject();
    notes.forEach(said::addProperty);
    json.add("notes", said);
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }
}
