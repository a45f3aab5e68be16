package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes big-endian 64-bit words one behind the other into a part of a file. */
final class WordStream {
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
  private long flushed;

  WordStream(FileChannel channel, long offset) {
    this.channel = channel;
    this.flushed = offset;
  }

  /** Where the next word goes, in bytes from the start of the file. */
  long position() {
    return flushed + buffer.position();
  }

  void put(long word) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.putLong(word);
  }

  /** Adds zeros up to the next multiple of {@code unit}. */
  void align(int unit) throws IOException {
    while (position() % unit != 0) {
      put(0);
    }
  }

  void flush() throws IOException {
    buffer.flip();
    int length = buffer.limit();
    writeFully(channel, buffer, flushed);
    flushed += length;
    buffer.clear();
  }

  /** Replaces a word that has been flushed. */
  void rewrite(long offset, long word) throws IOException {
    writeFully(channel, ByteBuffer.allocate(Long.BYTES).putLong(0, word), offset);
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
    long position = offset;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }
}
