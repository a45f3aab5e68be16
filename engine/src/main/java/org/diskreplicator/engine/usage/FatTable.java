package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * The table of a FAT file system, read in pieces together with its copies: that of a 2 TB volume
 * can have 1 GB.
 *
 * <p>All copies must be equal, so it does not matter which one is the active one where mirroring
 * (BPB_ExtFlags) is off.
 */
final class FatTable {
  /** Entries in a piece; even, so that no entry of 12 bits is cut. */
  private static final int PIECE = 1 << 18;

  /** Keeps a range set below 100 MB; what lies behind so many free ranges counts as used. */
  private static final int MOST_RANGES = 1 << 21;

  private final RegionReader reader;
  private final FatGeometry geometry;
  private final ByteBuffer first;
  private final ByteBuffer other;
  private final ExtentSet.Builder free = ExtentSet.builder();
  private int ranges;

  FatTable(RegionReader reader, FatGeometry geometry) {
    this.reader = reader;
    this.geometry = geometry;
    int capacity = (int) geometry.width().bytes(Math.min(PIECE, entries()));
    this.first = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    this.other = ByteBuffer.allocate(capacity);
  }

  /** Clusters 0 and 1 do not exist; their entries hold media and flags. */
  private long entries() {
    return geometry.clusters() + 2;
  }

  /** The free bytes of the data area. */
  ExtentSet free() throws IOException, UntrustworthyException {
    long runStart = -1;
    for (long start = 0; start < entries(); start += PIECE) {
      int count = (int) Math.min(PIECE, entries() - start);
      load(start, count);
      if (start == 0) {
        requireClean();
      }
      runStart = scan(start, count, runStart);
    }
    close(runStart, entries());
    return free.build();
  }

  /** Does nothing when all copies of the table are equal and say that the volume is clean. */
  void requireSound() throws IOException, UntrustworthyException {
    free();
  }

  private void load(long start, int count) throws IOException, UntrustworthyException {
    long offset = geometry.tableOffset() + geometry.width().bytes(start);
    int length = (int) geometry.width().bytes(count);
    reader.read(offset, first.clear().limit(length));
    for (int copy = 1; copy < geometry.tables(); copy++) {
      reader.read(offset + copy * geometry.tableBytes(), other.clear().limit(length));
      if (first.mismatch(other) >= 0) {
        throw UntrustworthyException.damaged("the copies of its table differ");
      }
    }
  }

  private void requireClean() throws UntrustworthyException {
    FatWidth width = geometry.width();
    if ((width.entry(first, 0) & 0xff) != geometry.media()) {
      throw UntrustworthyException.damaged("its table does not begin with its media byte");
    }
    if ((width.entry(first, 1) & width.cleanBits()) != width.cleanBits()) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: its table is marked dirty");
    }
  }

  /** Goes on with the run of free clusters that began at {@code runStart}, -1 for none. */
  private long scan(long start, int count, long runStart) {
    FatWidth width = geometry.width();
    long run = runStart;
    for (int i = 0; i < count; i++) {
      boolean isFree = width.entry(first, i) == 0;
      if (isFree && run < 0 && start + i >= 2) {
        run = start + i;
      } else if (!isFree && run >= 0) {
        close(run, start + i);
        run = -1;
      }
    }
    return run;
  }

  private void close(long runStart, long runEnd) {
    if (runStart >= 0 && ranges < MOST_RANGES) {
      free.add(geometry.clusterOffset(runStart), geometry.clusterOffset(runEnd));
      ranges++;
    }
  }
}
