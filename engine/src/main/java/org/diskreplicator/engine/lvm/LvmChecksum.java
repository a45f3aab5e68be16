package org.diskreplicator.engine.lvm;

import java.nio.ByteBuffer;

/**
 * The checksum of all structures of LVM2: CRC-32 with a start of its own, and not inverted at the
 * end. Source: lib/misc/crc.c of LVM2.
 */
final class LvmChecksum {
  private static final int START = 0xf597a6cf;
  private static final int POLYNOMIAL = 0xedb88320;
  private static final int[] TABLE = table();

  private LvmChecksum() {}

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
      }
      table[i] = value;
    }
    return table;
  }

  /** Of the bytes from {@code start} to {@code end}, exclusive. */
  static int of(ByteBuffer bytes, int start, int end) {
    int crc = START;
    for (int i = start; i < end; i++) {
      crc = TABLE[(crc ^ bytes.get(i)) & 0xff] ^ (crc >>> Byte.SIZE);
    }
    return crc;
  }
}
