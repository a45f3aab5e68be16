package org.diskreplicator.it;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Bytes from {@code start} to {@code end}, exclusive. */
record Range(long start, long end) {
  /** What of {@code [0, size)} is in none of the ranges, which may come in any order. */
  static List<Range> complement(List<Range> ranges, long size) {
    List<Range> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(Range::start));
    List<Range> rest = new ArrayList<>();
    long position = 0;
    for (Range range : sorted) {
      if (range.start() > position) {
        rest.add(new Range(position, range.start()));
      }
      position = Math.max(position, range.end());
    }
    if (position < size) {
      rest.add(new Range(position, size));
    }
    return rest;
  }
}
