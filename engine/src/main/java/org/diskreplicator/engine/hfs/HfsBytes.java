package org.diskreplicator.engine.hfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** Numbers of HFS+, most significant byte first, and what to do about wrong ones. */
final class HfsBytes {
  private HfsBytes() {}

  static ByteBuffer read(RegionReader region, long offset, int length) throws IOException {
    return region.read(offset, length).order(ByteOrder.BIG_ENDIAN);
  }

  static ByteBuffer slice(ByteBuffer bytes, int at, int length) {
    return bytes.slice(at, length).order(ByteOrder.BIG_ENDIAN);
  }

  static int half(ByteBuffer bytes, int field) {
    return Short.toUnsignedInt(bytes.getShort(field));
  }

  static long whole(ByteBuffer bytes, int field) {
    return Integer.toUnsignedLong(bytes.getInt(field));
  }

  static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }

  static UntrustworthyException unsupported(String what) {
    return new UntrustworthyException(ContentState.UNSUPPORTED, "it has " + what);
  }
}
