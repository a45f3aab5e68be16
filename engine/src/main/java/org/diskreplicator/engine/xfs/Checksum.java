package org.diskreplicator.engine.xfs;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksums of version 5: CRC-32C, stored with the least significant byte first. */
final class Checksum {
  private static final byte[] NOTHING = new byte[Integer.BYTES];

  private Checksum() {}

  /**
   * Whether the checksum at {@code field} fits all bytes of the buffer from 0 to its limit, of
   * which its own count as zeros.
   */
  static boolean fits(ByteBuffer bytes, int field) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate().position(0).limit(field));
    sum.update(NOTHING);
    sum.update(bytes.duplicate().position(field + Integer.BYTES));
    return (int) sum.getValue() == Integer.reverseBytes(bytes.getInt(field));
  }
}
