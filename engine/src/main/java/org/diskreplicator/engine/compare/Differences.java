package org.diskreplicator.engine.compare;

import java.util.ArrayList;
import java.util.List;

/** Collects differences: all are counted, the first ones are kept. */
final class Differences {
  private static final int KEPT = 20;

  private final List<Difference> first = new ArrayList<>();
  private long count;

  void add(String where, String what) {
    count++;
    if (first.size() < KEPT) {
      first.add(new Difference(where, what));
    }
  }

  /** Adds one when the values differ. */
  void addUnlessEqual(String where, String name, Object source, Object copy) {
    if (!source.equals(copy)) {
      add(where, Wording.of(name, source, copy));
    }
  }

  List<Difference> first() {
    return List.copyOf(first);
  }

  long count() {
    return count;
  }
}
