package org.diskreplicator.it.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.diskreplicator.fixtures.FixtureDisks;

/** One copy of one fixture. */
record Cell(String fixture, Step step) {
  /** QEMU shows the disks of these as it shows that of a qcow2, which is in the matrix too. */
  private static final Set<String> LIKE_QCOW2 = Set.of("vmdk", "vdi", "vhdx", "vpc");

  static List<Cell> selected() {
    return all().stream().filter(new Selection()::includes).toList();
  }

  /** Nearly every fixture with every step; a new recipe is in it by itself. */
  private static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (String fixture : FixtureDisks.names()) {
      for (Step step : Step.values()) {
        if (!step.byFiles() || !LIKE_QCOW2.contains(FixtureDisks.format(fixture))) {
          cells.add(new Cell(fixture, step));
        }
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
