package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.LongConsumer;
import org.diskreplicator.engine.model.Extent;

/**
 * Writes files and folders into clusters one after the other, from cluster 2 on.
 *
 * <p>Bytes behind the end of a file are zeros, whatever the source has there, and a long stretch of
 * zeros is left as a hole.
 */
final class FatDataWriter implements FatSink {
  private static final int BUFFER = 4 << 20;
  private static final int HOLE = 1 << 16;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(HOLE).asReadOnlyBuffer();

  private final RegionReader source;
  private final FileChannel target;
  private final FatLayout layout;
  private final FatTableWriter table;
  private final LongConsumer progress;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long bufferStart;
  private long next = 2;
  private long done;

  /**
   * A writer whose table has its first two entries.
   *
   * @param progress takes the bytes of files that are done, and may throw
   */
  FatDataWriter(
      RegionReader source,
      FileChannel target,
      FatLayout layout,
      FatTableWriter table,
      LongConsumer progress) {
    this.source = source;
    this.target = target;
    this.layout = layout;
    this.table = table;
    this.progress = progress;
    this.bufferStart = layout.dataOffset();
  }

  @Override
  public long file(List<Extent> ranges, long size) throws IOException {
    if (size == 0) {
      return 0;
    }
    long first = allocate(size);
    long left = size;
    for (Extent range : ranges) {
      long length = Math.min(range.length(), left);
      copy(range.offset(), length);
      left -= length;
    }
    pad();
    done += size;
    progress.accept(done);
    return first;
  }

  @Override
  public long folder(int bytes) throws IOException {
    long first = allocate(Math.max(1, bytes));
    long end = layout.clusterOffset(next);
    while (position() < end) {
      zero((int) Math.min(HOLE, end - position()));
    }
    return first;
  }

  private long allocate(long bytes) throws IOException {
    long count = (bytes + layout.clusterBytes() - 1) / layout.clusterBytes();
    long first = next;
    next += count;
    if (next > layout.clusters() + 2) {
      throw new IOException("the source has changed: its files need more clusters than before");
    }
    table.addChain(first, count);
    return first;
  }

  private void copy(long offset, long length) throws IOException {
    long from = offset;
    long left = length;
    while (left > 0) {
      int part = (int) Math.min(room(), left);
      ByteBuffer piece = buffer.slice(buffer.position(), part);
      source.read(from, piece);
      buffer.position(buffer.position() + part);
      from += part;
      left -= part;
    }
  }

  /** Bytes that the buffer takes, at least one. */
  private int room() throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    return buffer.remaining();
  }

  private void pad() throws IOException {
    zero((int) (layout.clusterOffset(next) - position()));
  }

  private void zero(int count) throws IOException {
    int left = count;
    while (left > 0) {
      int part = Math.min(Math.min(room(), left), HOLE);
      buffer.put(ZEROS.slice(0, part));
      left -= part;
    }
  }

  private long position() {
    return bufferStart + buffer.position();
  }

  @Override
  public void fill(long cluster, ByteBuffer entries) throws IOException {
    long offset = layout.clusterOffset(cluster);
    if (offset + entries.limit() > bufferStart) {
      flush();
    }
    RegionWriter.write(target, offset, entries.duplicate());
  }

  @Override
  public void fillRoot(ByteBuffer entries) throws IOException {
    RegionWriter.write(target, layout.rootOffset(), entries.duplicate());
  }

  /** Writes what is in the buffer, without its holes. */
  void flush() throws IOException {
    int length = buffer.position();
    for (int at = 0; at < length; at += HOLE) {
      int part = Math.min(HOLE, length - at);
      if (buffer.slice(at, part).mismatch(ZEROS.slice(0, part)) >= 0) {
        RegionWriter.write(target, bufferStart + at, buffer.slice(at, part));
      }
    }
    bufferStart += length;
    buffer.clear();
  }

  /** Clusters that are taken; they are the first ones. */
  long used() {
    return next - 2;
  }
}
