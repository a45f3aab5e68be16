package org.diskreplicator.engine.volume;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read at any place; safe for all threads. */
@FunctionalInterface
public interface VolumeBytes {
  /**
   * Fills the buffer's remaining space from {@code offset} on.
   *
   * @throws IOException when the bytes cannot be read, or lie behind the end
   */
  void read(long offset, ByteBuffer target) throws IOException;
}
