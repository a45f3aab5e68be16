package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/** Follows the chains of clusters that hold files and folders, by the first copy of the table. */
final class FatChains {
  /** Entries that are read at once; even, so that no entry of 12 bits is cut. */
  private static final int PIECE = 1 << 12;

  private static final int ENTRY_BITS = 0x0fffffff;

  private final RegionReader reader;
  private final FatGeometry geometry;
  private ByteBuffer piece = ByteBuffer.allocate(0);
  private long pieceStart = -1;

  FatChains(RegionReader reader, FatGeometry geometry) {
    this.reader = reader;
    this.geometry = geometry;
  }

  /** The ranges of the chain that begins at {@code cluster}, in the order of the file. */
  List<Extent> follow(long cluster) throws IOException {
    List<Extent> ranges = new ArrayList<>();
    long count = 0;
    for (long at = cluster; !isEnd(at); at = next(at)) {
      if (at < 2 || at >= geometry.clusters() + 2 || count++ > geometry.clusters()) {
        throw new IOException("a chain of clusters is broken at cluster " + at);
      }
      append(ranges, new Extent(geometry.clusterOffset(at), geometry.clusterBytes()));
    }
    return ranges;
  }

  private static void append(List<Extent> ranges, Extent next) {
    int last = ranges.size() - 1;
    if (last >= 0 && ranges.get(last).end() == next.offset()) {
      ranges.set(last, Extent.between(ranges.get(last).offset(), next.end()));
    } else {
      ranges.add(next);
    }
  }

  /** The last eight values of each width end a chain. */
  private boolean isEnd(long cluster) {
    return switch (geometry.width()) {
      case FAT12 -> cluster >= 0xff8;
      case FAT16 -> cluster >= 0xfff8;
      case FAT32 -> cluster >= 0x0ffffff8;
    };
  }

  private synchronized long next(long cluster) throws IOException {
    long start = cluster / PIECE * PIECE;
    if (start != pieceStart) {
      load(start);
    }
    return geometry.width().entry(piece, (int) (cluster - start)) & ENTRY_BITS;
  }

  private void load(long start) throws IOException {
    FatWidth width = geometry.width();
    int count = (int) Math.min(PIECE, geometry.clusters() + 2 - start);
    piece =
        reader
            .read(geometry.tableOffset() + width.bytes(start), (int) width.bytes(count))
            .order(ByteOrder.LITTLE_ENDIAN);
    pieceStart = start;
  }
}
