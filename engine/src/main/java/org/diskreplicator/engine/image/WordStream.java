package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes big-endian 64-bit words one behind the other into a part of a file. */
final class WordStream {
  private final FileChannel channel;
  private final long[] words = new long[32 << 10];
  private int count;
  private long flushed;

  WordStream(FileChannel channel, long offset) {
    this.channel = channel;
    this.flushed = offset;
  }

  /** Where the next word goes, in bytes from the start of the file. */
  long position() {
    return flushed + (long) count * Long.BYTES;
  }

  void put(long word) throws IOException {
    if (count == words.length) {
      flush();
    }
    words[count++] = word;
  }

  /** Adds the same two words {@code times} times. */
  void repeat(long first, long second, long times) throws IOException {
    for (long i = 0; i < times; i++) {
      put(first);
      put(second);
    }
  }

  /** Adds zeros up to the next multiple of {@code unit}. */
  void align(int unit) throws IOException {
    while (position() % unit != 0) {
      put(0);
    }
  }

  void flush() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count * Long.BYTES);
    bytes.asLongBuffer().put(words, 0, count);
    writeFully(channel, bytes, flushed);
    flushed += bytes.limit();
    count = 0;
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
