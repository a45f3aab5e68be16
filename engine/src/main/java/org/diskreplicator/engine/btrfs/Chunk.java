package org.diskreplicator.engine.btrfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * A stretch of logical addresses and its copies on devices (struct btrfs_chunk).
 *
 * @param copies where each whole copy of it lies
 */
record Chunk(long address, long length, List<Copy> copies) {
  private static final int HEADER = 48;
  private static final int STRIPE = 32;

  /** Several devices or none hold a part each: RAID0, RAID10, RAID5 and RAID6. */
  private static final long STRIPED = 1 << 3 | 1 << 6 | 1 << 7 | 1 << 8;

  /** Data, system, metadata; all profiles up to RAID1C4. */
  private static final long KNOWN = 0x7ff;

  /**
   * A copy of a chunk.
   *
   * @param offset in bytes from the start of the device
   */
  record Copy(long device, long offset) {}

  long end() {
    return address + length;
  }

  /** Bytes of the item that begins at {@code at}; at most {@code room}. */
  static int length(ByteBuffer bytes, int at, int room) throws UntrustworthyException {
    int stripes = room < HEADER ? 0 : Short.toUnsignedInt(bytes.getShort(at + 44));
    int length = HEADER + stripes * STRIPE;
    if (stripes == 0 || length > room) {
      throw damaged();
    }
    return length;
  }

  /** Reads the item of {@code length} bytes whose key has this address as its offset. */
  static Chunk read(long address, ByteBuffer bytes, int at, int length)
      throws UntrustworthyException {
    if (length(bytes, at, length) != length) {
      throw damaged();
    }
    int stripes = (length - HEADER) / STRIPE;
    long size = bytes.getLong(at);
    if (address < 0 || size <= 0 || address + size < 0) {
      throw damaged();
    }
    requireWhole(bytes.getLong(at + 24), stripes);
    List<Copy> copies = new ArrayList<>();
    for (int i = 0; i < stripes; i++) {
      int stripe = at + HEADER + i * STRIPE;
      copies.add(new Copy(bytes.getLong(stripe), bytes.getLong(stripe + 8)));
    }
    return new Chunk(address, size, List.copyOf(copies));
  }

  /** RAID0 may have a single stripe, and then it is whole. */
  private static void requireWhole(long type, int stripes) throws UntrustworthyException {
    if ((type & ~KNOWN) != 0 || ((type & STRIPED) != 0 && stripes > 1)) {
      throw new UntrustworthyException(
          ContentState.UNSUPPORTED, "its chunks are of a kind that is unknown here");
    }
  }

  private static UntrustworthyException damaged() {
    return UntrustworthyException.damaged("one of its chunks cannot be read");
  }
}
