package org.diskreplicator.engine.xfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.diskreplicator.engine.usage.RegionReader;

/**
 * Reads blocks of an allocation group, those that lie close to each other at once: through a FUSE
 * window a read costs as much as 50 KiB of it.
 */
final class GroupBlocks {
  private static final int MOST_BYTES = 1 << 20;

  /** Blocks that are read for nothing rather than reading twice. */
  private static final int MOST_BETWEEN = 4;

  private final RegionReader reader;
  private final int blockSize;
  private final long offset;

  GroupBlocks(RegionReader reader, Geometry geometry, long group) {
    this.reader = reader;
    this.blockSize = geometry.blockSize();
    this.offset = geometry.groupOffset(group);
  }

  /** How many can be asked for at once, so that they take little memory. */
  int most() {
    return Math.max(1, MOST_BYTES / blockSize);
  }

  /** Each block on its own, most significant byte first, in the order of the numbers. */
  List<ByteBuffer> read(int[] numbers) throws IOException {
    long[] places = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      places[i] = (long) numbers[i] << Integer.SIZE | i;
    }
    Arrays.sort(places);
    List<ByteBuffer> blocks =
        new ArrayList<>(Collections.nCopies(numbers.length, ByteBuffer.allocate(0)));
    int begin = 0;
    for (int i = 1; i <= places.length; i++) {
      if (i == places.length || number(places[i]) - number(places[i - 1]) > MOST_BETWEEN + 1) {
        readRun(places, begin, i, blocks);
        begin = i;
      }
    }
    return blocks;
  }

  private static int number(long place) {
    return (int) (place >>> Integer.SIZE);
  }

  private void readRun(long[] places, int begin, int end, List<ByteBuffer> blocks)
      throws IOException {
    int first = number(places[begin]);
    int count = number(places[end - 1]) - first + 1;
    ByteBuffer run = reader.read(offset + (long) first * blockSize, count * blockSize);
    for (int i = begin; i < end; i++) {
      int at = (number(places[i]) - first) * blockSize;
      blocks.set((int) places[i], run.slice(at, blockSize).order(ByteOrder.BIG_ENDIAN));
    }
  }
}
