package org.diskreplicator.it.sandbox;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.fixtures.FixtureDisks;

/** One copy of one fixture. */
record Cell(String fixture, Step step) {
  /** System property: a glob, such as {@code gpt*raw}; only cells whose name matches are run. */
  private static final String SELECTION = "matrix.cells";

  static List<Cell> selected() {
    String glob = System.getProperty(SELECTION, "*");
    PathMatcher selection = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    return all().stream().filter(cell -> selection.matches(Path.of(cell.toString()))).toList();
  }

  /** Every fixture with every step; a new recipe is in it by itself. */
  private static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (String fixture : FixtureDisks.names()) {
      for (Step step : Step.values()) {
        cells.add(new Cell(fixture, step));
      }
    }
    return cells;
  }

  /** The name as tests and the report show it. */
  @Override
  public String toString() {
    return fixture + ": " + step;
  }
}
