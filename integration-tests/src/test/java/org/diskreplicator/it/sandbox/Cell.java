package org.diskreplicator.it.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.fixtures.FixtureDisks;

/** One copy of one fixture. */
record Cell(String fixture, Step step) {
  static List<Cell> selected() {
    return all().stream().filter(new Selection()::includes).toList();
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
