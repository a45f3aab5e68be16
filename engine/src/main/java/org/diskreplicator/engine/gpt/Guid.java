package org.diskreplicator.engine.gpt;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;

/** GUIDs as they lie on a disk; UEFI specification 2.10, appendix A. */
final class Guid {
  private Guid() {}

  /** The 16 bytes at {@code offset} as sfdisk prints them. */
  static String text(ByteBuffer littleEndian, int offset) {
    // The first three groups are little-endian, the other two are not.
    long first = Integer.toUnsignedLong(littleEndian.getInt(offset));
    long second = Short.toUnsignedLong(littleEndian.getShort(offset + 4));
    long third = Short.toUnsignedLong(littleEndian.getShort(offset + 6));
    long rest = Long.reverseBytes(littleEndian.getLong(offset + 8));
    return new UUID(first << 32 | second << 16 | third, rest).toString().toUpperCase(Locale.ROOT);
  }
}
