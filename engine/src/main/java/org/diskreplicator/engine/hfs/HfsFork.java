package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.slice;
import static org.diskreplicator.engine.hfs.HfsBytes.whole;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told of one fork of a file.
 *
 * @param blocks of the whole fork
 * @param places its first eight; what lies in more is told by the extents file
 */
record HfsFork(long blocks, List<Blocks> places) {
  static final int BYTES = 80;

  /** Bytes of eight extents. */
  static final int EXTENT_BYTES = 64;

  private static final int BLOCKS = 12;
  private static final int EXTENTS = 16;
  private static final int EXTENT = 8;

  HfsFork {
    places = List.copyOf(places);
  }

  /** Blocks one behind the other; numbers of 32 bits. */
  record Blocks(long first, long count) {}

  static HfsFork of(ByteBuffer bytes) {
    return new HfsFork(whole(bytes, BLOCKS), extents(slice(bytes, EXTENTS, EXTENT_BYTES)));
  }

  /** A record of eight extents, of which those of no block are left out. */
  static List<Blocks> extents(ByteBuffer bytes) {
    List<Blocks> found = new ArrayList<>();
    for (int at = 0; at < EXTENT_BYTES; at += EXTENT) {
      long count = whole(bytes, at + Integer.BYTES);
      if (count > 0) {
        found.add(new Blocks(whole(bytes, at), count));
      }
    }
    return found;
  }
}
