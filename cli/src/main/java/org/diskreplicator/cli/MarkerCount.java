package org.diskreplicator.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Counts the 4 KiB blocks of a file in which a text occurs. */
final class MarkerCount {
  private static final int BLOCK = 4096;
  private static final int BUFFER = 256 * BLOCK;

  private MarkerCount() {}

  /** A text that crosses the border of two blocks is not seen; markers repeat within a block. */
  static long in(Path file, String marker) throws IOException {
    byte[] wanted = marker.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long count = 0;
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer) > 0 || buffer.position() > 0) {
        if (buffer.hasRemaining() && channel.position() < channel.size()) {
          continue;
        }
        count += blocks(buffer.array(), buffer.position(), wanted);
        buffer.clear();
      }
    }
    return count;
  }

  private static long blocks(byte[] bytes, int length, byte[] wanted) {
    long count = 0;
    for (int start = 0; start < length; start += BLOCK) {
      count += contains(bytes, start, Math.min(start + BLOCK, length), wanted) ? 1 : 0;
    }
    return count;
  }

  private static boolean contains(byte[] bytes, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (bytes[i] == wanted[0]
          && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
