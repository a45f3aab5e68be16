package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes whole buffers. */
final class RegionWriter {
  private RegionWriter() {}

  /** Writes the remaining bytes of the buffer at this place. */
  static void write(FileChannel target, long offset, ByteBuffer buffer) throws IOException {
    long position = offset;
    while (buffer.hasRemaining()) {
      position += target.write(buffer, position);
    }
  }
}
