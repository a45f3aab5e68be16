package org.diskreplicator.engine.usage;

import java.nio.ByteBuffer;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * The free ranges of an allocation bitmap that comes in pieces, in the order of its bits; a bit
 * that is 0 is a free unit.
 */
public final class BitmapRanges {
  /** Keeps a range set below 50 MB; what lies behind so many free ranges counts as used. */
  private static final int MOST_RANGES = 1 << 20;

  private static final int ALL_USED = 0xff;

  /** Any word that has both kinds of bits. */
  private static final long MIXED = 1;

  private final BitOrder order;
  private final long start;
  private final long unit;
  private final ExtentSet.Builder free = ExtentSet.builder();
  private long position;
  private long runStart = -1;
  private int ranges;
  private long freeUnits;

  /** Which bit of a byte stands for the first of its eight units. */
  public enum BitOrder {
    LOWEST_FIRST,
    HIGHEST_FIRST
  }

  /**
   * Begins with nothing.
   *
   * @param start byte at which the unit of the first bit begins
   * @param unit bytes of a unit
   */
  public BitmapRanges(BitOrder order, long start, long unit) {
    this.order = order;
    this.start = start;
    this.unit = unit;
  }

  /** Takes the next {@code bits} bits; whole bytes, but for the last piece. */
  public void add(ByteBuffer bytes, long bits) {
    long left = bits;
    while (left > 0) {
      // Most of a bitmap is alike: eight bytes at once take a sixth of the time.
      long word = left >= Long.SIZE ? bytes.getLong(bytes.position()) : MIXED;
      if (word == 0 || word == -1) {
        addAlike(word == 0, Long.SIZE);
        bytes.position(bytes.position() + Long.BYTES);
        left -= Long.SIZE;
      } else {
        int value = Byte.toUnsignedInt(bytes.get());
        int count = (int) Math.min(Byte.SIZE, left);
        add(order == BitOrder.LOWEST_FIRST ? value : Integer.reverse(value) >>> 24, count);
        left -= count;
      }
    }
  }

  /** Takes the next {@code bits} bits, all of them 0. */
  public void addFree(long bits) {
    addAlike(true, bits);
  }

  private void addAlike(boolean isFree, long units) {
    mark(isFree);
    position += units;
    freeUnits += isFree ? units : 0;
  }

  private void add(int value, int count) {
    if (count == Byte.SIZE && (value == 0 || value == ALL_USED)) {
      addAlike(value == 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      addAlike((value >> i & 1) == 0, 1);
    }
  }

  private void mark(boolean isFree) {
    if (isFree && runStart < 0) {
      runStart = position;
    } else if (!isFree && runStart >= 0) {
      close();
    }
  }

  private void close() {
    if (ranges < MOST_RANGES) {
      free.add(start + runStart * unit, start + position * unit);
      ranges++;
    }
    runStart = -1;
  }

  /** Number of bits that were 0, also of those whose ranges were too many. */
  public long freeUnits() {
    return freeUnits;
  }

  /** All that is free among the bits that were taken. */
  public ExtentSet free() {
    if (runStart >= 0) {
      close();
    }
    return free.build();
  }
}
