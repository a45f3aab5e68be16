package org.diskreplicator.engine.f2fs;

import java.nio.ByteBuffer;

/** CRC-32 of the usual polynomial that begins with the magic number and is not inverted. */
final class F2fsChecksum {
  private static final int POLYNOMIAL = 0xedb88320;

  private F2fsChecksum() {}

  /** Of the first {@code length} bytes. */
  static int of(ByteBuffer bytes, int length) {
    return continued(F2fsSuperblock.MAGIC, bytes, 0, length);
  }

  /** Of a block with the checksum at {@code hole}: all before it, and all behind it. */
  static int around(ByteBuffer bytes, int hole) {
    return continued(of(bytes, hole), bytes, hole + Integer.BYTES, bytes.limit());
  }

  private static int continued(int begun, ByteBuffer bytes, int start, int end) {
    int sum = begun;
    for (int at = start; at < end; at++) {
      sum ^= Byte.toUnsignedInt(bytes.get(at));
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = (sum & 1) != 0 ? sum >>> 1 ^ POLYNOMIAL : sum >>> 1;
      }
    }
    return sum;
  }
}
