package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.diskreplicator.engine.image.PatchBase;

/**
 * A disk, or what follows byte {@code start} of it, that is readable as a file.
 *
 * @param path a window
 */
record DiskFile(Path path, long start) implements PatchBase {
  @Override
  public byte[] read(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(path)) {
      while (buffer.hasRemaining()
          && channel.read(buffer, start + offset + buffer.position()) > 0) {
        // short reads go on; what lies behind the end stays zero
      }
    }
    return buffer.array();
  }
}
