package org.diskreplicator.engine.model;

import org.jspecify.annotations.Nullable;

/** A byte range {@code [offset, offset + length)}, never empty. */
public record Extent(long offset, long length) {
  public Extent {
    if (offset < 0 || length <= 0 || offset + length < 0) {
      throw new IllegalArgumentException(
          "not a byte range: offset " + offset + ", length " + length);
    }
  }

  /** The range from {@code start} to {@code end}, exclusive. */
  public static Extent between(long start, long end) {
    return new Extent(start, end - start);
  }

  /** First byte behind the range. */
  public long end() {
    return offset + length;
  }

  public boolean contains(Extent other) {
    return other.offset >= offset && other.end() <= end();
  }

  public boolean overlaps(Extent other) {
    return other.offset < end() && offset < other.end();
  }

  /** This range moved by {@code distance} bytes. */
  public Extent shift(long distance) {
    return new Extent(offset + distance, length);
  }

  /** Written out, because a record's own method spends 10 ms on its first call. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Extent range && range.offset == offset && range.length == length;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(offset) + Long.hashCode(length);
  }
}
