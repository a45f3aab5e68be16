package org.diskreplicator.engine.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Windows;

/** The first bytes of stretches of a disk. */
final class DiskStart {
  private final Path disk;

  DiskStart(Windows windows, View image) {
    this.disk = windows.disk(image).path();
  }

  /** The first {@code length} bytes of a stretch, fewer when it has no more. */
  byte[] read(Extent stretch, int length) {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, stretch.length()));
    try (FileChannel channel = FileChannel.open(disk)) {
      while (buffer.hasRemaining()
          && channel.read(buffer, stretch.offset() + buffer.position()) > 0) {
        // short reads go on; what lies behind the end stays zero
      }
      return buffer.array();
    } catch (IOException e) {
      throw new InputOutputException("reading the start of a partition", e);
    }
  }
}
