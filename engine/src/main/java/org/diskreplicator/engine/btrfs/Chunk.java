package org.diskreplicator.engine.btrfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * A stretch of logical addresses and where it lies on devices (struct btrfs_chunk).
 *
 * @param turns number of stripes that hold different data
 */
record Chunk(long address, long length, Profile profile, int turns, List<Stripe> stripes) {
  private static final int HEADER = 48;
  private static final int STRIPE = 32;

  /**
   * What one device holds of a chunk.
   *
   * @param offset in bytes from the start of the device
   * @param turn which of the stripes with different data it is
   */
  record Stripe(long device, long offset, int turn) {}

  /** Bytes of a device from one offset to another; none where both are the same. */
  record Range(long start, long end) {}

  long end() {
    return address + length;
  }

  /** Bytes of each stripe. */
  long stripeLength() {
    return length / turns;
  }

  /**
   * Where in a stripe the bytes from one logical address of the chunk to another lie; all of a
   * stripe where there is parity, which depends on the bytes of others.
   */
  Range place(Stripe stripe, long from, long to) {
    if (profile.hasParity()) {
      return new Range(stripe.offset(), stripe.offset() + stripeLength());
    }
    return new Range(
        stripe.offset() + before(stripe, from - address),
        stripe.offset() + before(stripe, to - address));
  }

  /** How many of the first bytes of the chunk lie in a stripe. */
  private long before(Stripe stripe, long bytes) {
    if (turns == 1) {
      return bytes;
    }
    long row = turns * Profile.TURN;
    long rest = bytes % row - stripe.turn() * Profile.TURN;
    return bytes / row * Profile.TURN + Math.max(0, Math.min(rest, Profile.TURN));
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
    long size = bytes.getLong(at);
    if (address < 0 || size <= 0 || address + size < 0) {
      throw damaged();
    }
    int stripes = (length - HEADER) / STRIPE;
    Profile profile = Profile.of(bytes.getLong(at + 24)).orElseThrow(Chunk::unknown);
    int turns = profile.differing(stripes, Short.toUnsignedInt(bytes.getShort(at + 46)));
    if (turns < 1 || bytes.getLong(at + 16) != Profile.TURN || !isEven(size, turns)) {
      throw unknown();
    }
    List<Stripe> found = new ArrayList<>();
    for (int i = 0; i < stripes; i++) {
      int stripe = at + HEADER + i * STRIPE;
      int turn = turns == 1 ? 0 : i / (stripes / turns);
      found.add(new Stripe(bytes.getLong(stripe), bytes.getLong(stripe + 8), turn));
    }
    return new Chunk(address, size, profile, turns, List.copyOf(found));
  }

  private static boolean isEven(long size, int turns) {
    return turns == 1 || size % (turns * Profile.TURN) == 0;
  }

  private static UntrustworthyException damaged() {
    return UntrustworthyException.damaged("one of its chunks cannot be read");
  }

  private static UntrustworthyException unknown() {
    return new UntrustworthyException(
        ContentState.UNSUPPORTED, "its chunks are of a kind that is unknown here");
  }
}
