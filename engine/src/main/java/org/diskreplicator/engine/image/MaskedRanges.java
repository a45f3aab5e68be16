package org.diskreplicator.engine.image;

import org.diskreplicator.engine.model.ExtentSet;

/** A forward-only look at the hidden ranges; questions come in ascending order of offset. */
final class MaskedRanges {
  private final ExtentSet ranges;
  private int current;

  MaskedRanges(ExtentSet ranges) {
    this.ranges = ranges;
  }

  /** Whether all of {@code [start, end)} is hidden. */
  boolean cover(long start, long end) {
    return seek(start) && ranges.start(current) <= start && ranges.end(current) >= end;
  }

  /** Whether any of {@code [start, end)} is hidden. */
  boolean touch(long start, long end) {
    return seek(start) && ranges.start(current) < end;
  }

  /** One bit for each of the 32 subclusters from {@code start} that is hidden; the first is 1. */
  int bits(long start, int subcluster) {
    long end = start + 32L * subcluster;
    if (cover(start, end)) {
      return -1;
    }
    long bits = 0;
    for (int i = current; i < ranges.count() && ranges.start(i) < end; i++) {
      long from = Math.max(ranges.start(i) - start, 0) / subcluster;
      // Only the disk's end lies inside a subcluster, and what follows it does not exist.
      long to = (Math.min(ranges.end(i), end) - start + subcluster - 1) / subcluster;
      bits |= (1L << to) - (1L << from);
    }
    return (int) bits;
  }

  /** How many units from {@code start} on are wholly hidden, or else wholly shown. */
  long alike(long start, long unit) {
    if (!seek(start)) {
      return Long.MAX_VALUE;
    }
    long from = ranges.start(current);
    return ((from <= start ? ranges.end(current) : from) - start) / unit;
  }

  private boolean seek(long start) {
    while (current < ranges.count() && ranges.end(current) <= start) {
      current++;
    }
    return current < ranges.count();
  }
}
