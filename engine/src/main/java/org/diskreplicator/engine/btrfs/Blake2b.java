package org.diskreplicator.engine.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** BLAKE2b with digests of 32 bytes and without a key (RFC 7693), which Java has not. */
final class Blake2b {
  private static final int BLOCK = 128;
  private static final int DIGEST = 32;
  private static final int ROUNDS = 12;

  /** Digest length, no key, fan-out and depth of one. */
  private static final long PARAMETERS = 0x01010000L | DIGEST;

  private static final long[] START = {
    0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
  };

  private static final String[] ORDER = {
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8",
    "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a",
    "6fe9b308c2d714a5", "a2847615fb9e3cd0"
  };

  private final long[] state = START.clone();
  private final long[] work = new long[16];
  private final long[] words = new long[16];

  private Blake2b() {
    state[0] ^= PARAMETERS;
  }

  /** The digest of all remaining bytes. */
  static byte[] of(ByteBuffer remaining) {
    ByteBuffer bytes = remaining.slice();
    Blake2b digest = new Blake2b();
    while (bytes.remaining() > BLOCK) {
      digest.block(bytes, BLOCK, false);
    }
    digest.block(bytes, bytes.remaining(), true);
    ByteBuffer result = ByteBuffer.allocate(DIGEST).order(ByteOrder.LITTLE_ENDIAN);
    result.asLongBuffer().put(digest.state, 0, DIGEST / Long.BYTES);
    return result.array();
  }

  private void block(ByteBuffer bytes, int length, boolean last) {
    byte[] block = new byte[BLOCK];
    bytes.get(block, 0, length);
    ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    System.arraycopy(state, 0, work, 0, 8);
    System.arraycopy(START, 0, work, 8, 8);
    work[12] ^= bytes.position();
    work[14] ^= last ? -1 : 0;
    for (int round = 0; round < ROUNDS; round++) {
      round(ORDER[round % ORDER.length]);
    }
    for (int i = 0; i < 8; i++) {
      state[i] ^= work[i] ^ work[i + 8];
    }
  }

  private void round(String order) {
    for (int i = 0; i < 4; i++) {
      mix(i, 4 + i, 8 + i, 12 + i, order, 2 * i);
    }
    for (int i = 0; i < 4; i++) {
      mix(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, order, 8 + 2 * i);
    }
  }

  private void mix(int a, int b, int c, int d, String order, int at) {
    half(a, b, c, d, words[Character.digit(order.charAt(at), 16)], 32, 24);
    half(a, b, c, d, words[Character.digit(order.charAt(at + 1), 16)], 16, 63);
  }

  private void half(int a, int b, int c, int d, long word, int first, int second) {
    work[a] += work[b] + word;
    work[d] = Long.rotateRight(work[d] ^ work[a], first);
    work[c] += work[d];
    work[b] = Long.rotateRight(work[b] ^ work[c], second);
  }
}
