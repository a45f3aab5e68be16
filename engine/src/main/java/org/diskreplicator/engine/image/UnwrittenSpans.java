package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Where a qcow2 image has no table of clusters, so that nothing was ever written there.
 *
 * <p>A mask over such an image need not say that these bytes are free: they read as zeros, and QEMU
 * steps over each such span at once, while it looks at every single cluster that a mask hides.
 * Source: QEMU, docs/interop/qcow2.txt.
 */
final class UnwrittenSpans {
  private static final int MAGIC = 0x514649fb;
  private static final int HEADER = 104;
  private static final long EXTENDED_ENTRIES = 1 << 4;

  /** Open reference counts and other compressions change nothing here; all else is left alone. */
  private static final long KNOWN_FEATURES = EXTENDED_ENTRIES | 1 << 3 | 1;

  private static final long TABLE_OFFSET = 0x00fffffffffffe00L;

  /** 32 MiB, QEMU's own limit. */
  private static final int MAX_ENTRIES = 1 << 22;

  private UnwrittenSpans() {}

  /**
   * Reads the first table of an image.
   *
   * @return in bytes of the disk; empty for whatever is not plainly a qcow2 that stands on nothing
   */
  static ExtentSet of(Path image) {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      return read(channel);
    } catch (IOException e) {
      return ExtentSet.empty();
    }
  }

  private static ExtentSet read(FileChannel channel) throws IOException {
    ByteBuffer header = bytes(channel, 0, HEADER);
    int version = header.getInt(4);
    int clusterBits = header.getInt(20);
    boolean plain =
        header.getInt(0) == MAGIC
            && (version == 2 || version == 3)
            && header.getLong(8) == 0
            && clusterBits >= 9
            && clusterBits <= 21;
    long features = version == 3 ? header.getLong(72) : 0;
    int entries = header.getInt(36);
    if (!plain || (features & ~KNOWN_FEATURES) != 0 || entries < 0 || entries > MAX_ENTRIES) {
      return ExtentSet.empty();
    }
    int entryBits = (features & EXTENDED_ENTRIES) == 0 ? 3 : 4;
    long span = 1L << (2 * clusterBits - entryBits);
    long size = header.getLong(24);
    if (size <= 0 || (size - 1) / span >= entries) {
      return ExtentSet.empty();
    }
    int count = (int) ((size - 1) / span) + 1;
    return spans(bytes(channel, header.getLong(40), count * Long.BYTES), span, size);
  }

  private static ExtentSet spans(ByteBuffer table, long span, long size) {
    ExtentSet.Builder unwritten = ExtentSet.builder();
    for (long start = 0; table.hasRemaining(); start += span) {
      if ((table.getLong() & TABLE_OFFSET) == 0) {
        unwritten.add(start, Math.min(start + span, size));
      }
    }
    return unwritten.build();
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, int length) throws IOException {
    if (offset < 0 || offset > channel.size() - length) {
      throw new IOException("the file ends before its header or table");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
      // short reads go on
    }
    if (buffer.hasRemaining()) {
      throw new IOException("the file became shorter");
    }
    return buffer.flip();
  }
}
