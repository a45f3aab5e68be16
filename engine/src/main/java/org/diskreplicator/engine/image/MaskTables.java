package org.diskreplicator.engine.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the L1 table and the L2 tables of a mask, side by side.
 *
 * <p>All L2 tables that are wholly free are one, so that free space costs eight bytes per table.
 */
final class MaskTables {
  /** Bit 63 of an entry: exactly one reference, so it may be written in place. */
  private static final long COPIED = 1L << 63;

  private final MaskGeometry geometry;
  private final long virtualSize;
  private final MaskedRanges masked;
  private final PatchedClusters patched;
  private final WordStream l1;
  private final WordStream l2;
  private long sharedOffset;
  private long sharedCount;
  private long lastSharedEntry;

  MaskTables(
      MaskGeometry geometry,
      long virtualSize,
      MaskedRanges masked,
      PatchedClusters patched,
      WordStream l1,
      WordStream l2) {
    this.geometry = geometry;
    this.virtualSize = virtualSize;
    this.masked = masked;
    this.patched = patched;
    this.l1 = l1;
    this.l2 = l2;
  }

  void write() throws IOException {
    long span = geometry.tableSpan();
    for (long start = 0; start < virtualSize; start += span) {
      l1.put(entry(start, Math.min(start + span, virtualSize)));
    }
    l1.flush();
    l2.flush();
    if (sharedCount == 1) {
      l1.rewrite(lastSharedEntry, sharedOffset | COPIED);
    }
  }

  private long entry(long start, long end) throws IOException {
    long first = start / geometry.clusterBytes();
    if (patched.touch(first, first + geometry.entriesPerTable())) {
      return ownTable(first);
    }
    if (masked.cover(start, end)) {
      return sharedTable();
    }
    return masked.touch(start, end) ? ownTable(first) : 0;
  }

  /** Without the flag: whether others follow is known at the end. */
  private long sharedTable() throws IOException {
    lastSharedEntry = l1.position();
    if (sharedCount++ == 0) {
      sharedOffset = l2.position();
      l2.repeat(0, bitmap(-1, 0), geometry.entriesPerTable());
    }
    return sharedOffset;
  }

  private long ownTable(long first) throws IOException {
    long offset = l2.position();
    long end = first + geometry.entriesPerTable();
    long number = first;
    while (number < end) {
      long alike = alike(number, end);
      int zero = masked.bits(number * geometry.clusterBytes(), geometry.subclusterBytes());
      if (alike > 0) {
        l2.repeat(0, bitmap(zero, 0), alike);
        number += alike;
      } else {
        put(patched.get(number), zero);
        number++;
      }
    }
    return offset | COPIED;
  }

  /** How many clusters from this one on have the same entry; 0 when it is unlike any other. */
  private long alike(long number, long end) {
    long alike = masked.alike(number * geometry.clusterBytes(), geometry.clusterBytes());
    return Math.min(alike, Math.min(end, patched.next(number)) - number);
  }

  /** An extended L2 entry: descriptor, then bitmap. */
  private void put(@Nullable PatchedCluster own, int zero) throws IOException {
    if (own == null) {
      l2.repeat(0, bitmap(zero, 0), 1);
    } else {
      l2.repeat(own.hostOffset() | COPIED, bitmap(zero & ~own.ownBits(), own.ownBits()), 1);
    }
  }

  /** The zero bits are above the data bits. */
  private static long bitmap(int zeroBits, int dataBits) {
    return (long) zeroBits << 32 | Integer.toUnsignedLong(dataBits);
  }

  /** Offset of the table that wholly free spans share. */
  long sharedOffset() {
    return sharedOffset;
  }

  /** Number of L1 entries that point to it. */
  long sharedCount() {
    return sharedCount;
  }
}
