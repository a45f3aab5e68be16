package org.diskreplicator.engine.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads structures of a member, little-endian. */
public final class MemberBytes {
  /** No structure of a layer that is read at once is larger. */
  public static final int MOST = 16 << 20;

  private MemberBytes() {}

  /**
   * The bytes from {@code offset} on.
   *
   * @throws UnsoundLayerException when they are not all in the member, or cannot be read
   */
  public static ByteBuffer read(Member member, long offset, long length)
      throws UnsoundLayerException {
    if (offset < 0 || length < 0 || length > MOST || offset > member.size() - length) {
      throw UnsoundLayerException.damaged("a structure of it lies behind its end");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    try {
      member.bytes().read(offset, bytes);
    } catch (IOException e) {
      throw UnsoundLayerException.damaged("it cannot be read: " + e.getMessage());
    }
    return bytes.flip();
  }
}
