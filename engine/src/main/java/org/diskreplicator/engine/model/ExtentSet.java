package org.diskreplicator.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable set of bytes of a disk, held as sorted, disjoint, non-touching ranges.
 *
 * <p>Two {@code long} per range: a million ranges take 16 MB. All operations but {@link #contains}
 * and {@link #touches} are linear in the number of ranges.
 */
public final class ExtentSet {
  private static final ExtentSet EMPTY = new ExtentSet(new long[0], new long[0]);

  private final long[] starts;
  private final long[] ends;

  private ExtentSet(long[] starts, long[] ends) {
    this.starts = starts;
    this.ends = ends;
  }

  public static ExtentSet empty() {
    return EMPTY;
  }

  public static ExtentSet of(Extent... extents) {
    return of(Arrays.asList(extents));
  }

  public static ExtentSet of(List<Extent> extents) {
    Builder builder = builder();
    extents.forEach(extent -> builder.add(extent.offset(), extent.end()));
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Number of ranges. */
  public int count() {
    return starts.length;
  }

  public boolean isEmpty() {
    return starts.length == 0;
  }

  /** First byte of range {@code index}. */
  public long start(int index) {
    return starts[index];
  }

  /** First byte behind range {@code index}. */
  public long end(int index) {
    return ends[index];
  }

  public long totalBytes() {
    long total = 0;
    for (int i = 0; i < starts.length; i++) {
      total += ends[i] - starts[i];
    }
    return total;
  }

  /** Whether the byte at {@code offset} is in the set. */
  public boolean contains(long offset) {
    int i = Arrays.binarySearch(starts, offset);
    return i >= 0 || (i < -1 && offset < ends[-i - 2]);
  }

  /** Whether any byte of {@code [start, end)} is in the set. */
  public boolean touches(long start, long end) {
    if (end <= start) {
      return false;
    }
    int i = Arrays.binarySearch(starts, start);
    int next = i >= 0 ? i : -i - 1;
    return (next < starts.length && starts[next] < end) || (next > 0 && ends[next - 1] > start);
  }

  /** Index of the first range that ends behind {@code offset}; {@link #count} when none does. */
  public int firstBehind(long offset) {
    int i = Arrays.binarySearch(ends, offset);
    return i >= 0 ? i + 1 : -i - 1;
  }

  /** The ranges as a list; costs an object per range. */
  public List<Extent> toList() {
    List<Extent> list = new ArrayList<>(starts.length);
    for (int i = 0; i < starts.length; i++) {
      list.add(Extent.between(starts[i], ends[i]));
    }
    return list;
  }

  /** The bytes of {@code [0, size)} that are not in this set. */
  public ExtentSet complement(long size) {
    Builder builder = builder();
    long position = 0;
    for (int i = 0; i < starts.length && position < size; i++) {
      builder.add(position, Math.min(starts[i], size));
      position = ends[i];
    }
    builder.add(position, size);
    return builder.build();
  }

  public ExtentSet union(ExtentSet other) {
    Builder builder = builder();
    int i = 0;
    int j = 0;
    while (i < starts.length || j < other.starts.length) {
      if (j == other.starts.length || (i < starts.length && starts[i] <= other.starts[j])) {
        builder.add(starts[i], ends[i++]);
      } else {
        builder.add(other.starts[j], other.ends[j++]);
      }
    }
    return builder.build();
  }

  public ExtentSet intersect(ExtentSet other) {
    Builder builder = builder();
    int i = 0;
    int j = 0;
    while (i < starts.length && j < other.starts.length) {
      builder.add(Math.max(starts[i], other.starts[j]), Math.min(ends[i], other.ends[j]));
      if (ends[i] < other.ends[j]) {
        i++;
      } else {
        j++;
      }
    }
    return builder.build();
  }

  public ExtentSet intersect(Extent range) {
    return intersect(of(range));
  }

  public ExtentSet subtract(ExtentSet other) {
    if (isEmpty() || other.isEmpty()) {
      return this;
    }
    return intersect(other.complement(ends[ends.length - 1]));
  }

  /** Every range moved by {@code distance} bytes. */
  public ExtentSet shift(long distance) {
    Builder builder = builder();
    for (int i = 0; i < starts.length; i++) {
      builder.add(starts[i] + distance, ends[i] + distance);
    }
    return builder.build();
  }

  /** Each range cut down to whole units of {@code unit} bytes; what is smaller vanishes. */
  public ExtentSet roundInwards(long unit) {
    Builder builder = builder();
    for (int i = 0; i < starts.length; i++) {
      builder.add(ceil(starts[i], unit), ends[i] / unit * unit);
    }
    return builder.build();
  }

  /**
   * The largest power of two, at most {@code limit}, that divides every boundary of the set; {@code
   * limit} for the empty set.
   */
  public long alignment(long limit) {
    long bits = Long.highestOneBit(limit);
    for (int i = 0; i < starts.length; i++) {
      bits |= starts[i] | ends[i];
    }
    return Long.lowestOneBit(bits);
  }

  private static long ceil(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExtentSet set
        && Arrays.equals(starts, set.starts)
        && Arrays.equals(ends, set.ends);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(ends);
  }

  @Override
  public String toString() {
    return count() + " ranges, " + totalBytes() + " bytes";
  }

  /** Collects ranges; cheapest when they come in ascending order. */
  public static final class Builder {
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int count;
    private boolean sorted = true;

    private Builder() {}

    /** Adds {@code [start, end)}; an empty or reversed range adds nothing. */
    public Builder add(long start, long end) {
      if (end <= start) {
        return this;
      }
      if (count > 0 && sorted && start >= starts[count - 1]) {
        if (start <= ends[count - 1]) {
          ends[count - 1] = Math.max(ends[count - 1], end);
          return this;
        }
      } else if (count > 0) {
        sorted = false;
      }
      append(start, end);
      return this;
    }

    /** Adds all of a set. */
    public Builder addAll(ExtentSet set) {
      for (int i = 0; i < set.count(); i++) {
        add(set.start(i), set.end(i));
      }
      return this;
    }

    private void append(long start, long end) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
        ends = Arrays.copyOf(ends, count * 2);
      }
      starts[count] = start;
      ends[count++] = end;
    }

    public ExtentSet build() {
      if (!sorted) {
        return sort().build();
      }
      return count == 0
          ? EMPTY
          : new ExtentSet(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count));
    }

    private Builder sort() {
      List<Extent> list = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        list.add(Extent.between(starts[i], ends[i]));
      }
      list.sort((a, b) -> Long.compare(a.offset(), b.offset()));
      Builder ordered = new Builder();
      list.forEach(extent -> ordered.add(extent.offset(), extent.end()));
      return ordered;
    }
  }
}
