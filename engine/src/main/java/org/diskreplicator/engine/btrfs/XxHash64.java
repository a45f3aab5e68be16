package org.diskreplicator.engine.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The 64-bit xxHash with seed 0 (xxHash fast digest algorithm, version 0.1.1). */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  /** The sum of the first two. */
  private static final long PRIMES_1_AND_2 = 0x60EA27EEADC0B5D6L;

  private static final int STRIPE = 32;

  private XxHash64() {}

  /** The hash of all remaining bytes. */
  static long of(ByteBuffer remaining) {
    ByteBuffer bytes = remaining.slice().order(ByteOrder.LITTLE_ENDIAN);
    long hash = bytes.limit() >= STRIPE ? stripes(bytes) : PRIME_5;
    hash += bytes.limit();
    while (bytes.remaining() >= Long.BYTES) {
      hash = Long.rotateLeft(hash ^ round(0, bytes.getLong()), 27) * PRIME_1 + PRIME_4;
    }
    if (bytes.remaining() >= Integer.BYTES) {
      hash ^= Integer.toUnsignedLong(bytes.getInt()) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
    }
    while (bytes.hasRemaining()) {
      hash = Long.rotateLeft(hash ^ Byte.toUnsignedLong(bytes.get()) * PRIME_5, 11) * PRIME_1;
    }
    return avalanche(hash);
  }

  private static long stripes(ByteBuffer bytes) {
    long a = PRIMES_1_AND_2;
    long b = PRIME_2;
    long c = 0;
    long d = -PRIME_1;
    while (bytes.remaining() >= STRIPE) {
      a = round(a, bytes.getLong());
      b = round(b, bytes.getLong());
      c = round(c, bytes.getLong());
      d = round(d, bytes.getLong());
    }
    long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7);
    hash += Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(hash, a), b), c), d);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ hash >>> 33) * PRIME_2;
    mixed = (mixed ^ mixed >>> 29) * PRIME_3;
    return mixed ^ mixed >>> 32;
  }
}
