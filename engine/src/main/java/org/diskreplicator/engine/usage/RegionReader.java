package org.diskreplicator.engine.usage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.model.Extent;

/** Reads bytes of a region; offsets count from the region's start. */
public final class RegionReader implements AutoCloseable {
  private final FileChannel channel;
  private final Extent region;

  private RegionReader(FileChannel channel, Extent region) {
    this.channel = channel;
    this.region = region;
  }

  /** Opens a region of a disk that is readable as a file. */
  public static RegionReader open(Path disk, Extent region) throws IOException {
    return new RegionReader(FileChannel.open(disk, StandardOpenOption.READ), region);
  }

  /** Bytes of the region. */
  public long size() {
    return region.length();
  }

  /**
   * Fills the buffer's remaining space and flips it.
   *
   * @throws EOFException when the bytes lie outside of the region, or behind the disk's end
   */
  public void read(long offset, ByteBuffer buffer) throws IOException {
    if (offset < 0 || offset > region.length() - buffer.remaining()) {
      throw new EOFException("its structures lie behind its end");
    }
    long position = region.offset() + offset;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position);
      if (count < 0) {
        throw new EOFException("the disk ends before it");
      }
      position += count;
    }
    buffer.flip();
  }

  /** The bytes in a buffer of their own, least significant byte first. */
  public ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(offset, buffer);
    return buffer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
