package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * What the header of a qcow2 image says that stands on nothing and has its data in its own file,
 * and its first table. Source: QEMU, docs/interop/qcow2.txt.
 *
 * @param version 2 or 3
 * @param clusterBytes size of a cluster
 * @param extended whether each entry has a second word, for the 32 parts of its cluster
 * @param size bytes of the disk
 * @param tables one entry for each table of clusters that the disk takes
 */
record PlainImage(int version, int clusterBytes, boolean extended, long size, ByteBuffer tables) {
  /** The bits of an entry that are a place in the file. */
  static final long PLACE = 0x00fffffffffffe00L;

  private static final int MAGIC = 0x514649fb;
  private static final int HEADER = 104;
  private static final long EXTENDED_ENTRIES = 1 << 4;

  /** Open reference counts and other compressions change nothing here; all else is left alone. */
  private static final long KNOWN_FEATURES = EXTENDED_ENTRIES | 1 << 3 | 1;

  /** 32 MiB, QEMU's own limit. */
  private static final int MAX_TABLES = 1 << 22;

  /**
   * Reads header and first table.
   *
   * @return empty for whatever is not plainly such an image
   * @throws IOException when the file is shorter than it says
   */
  static Optional<PlainImage> read(FileChannel channel) throws IOException {
    ByteBuffer header = bytes(channel, 0, HEADER);
    int version = header.getInt(4);
    int clusterBits = header.getInt(20);
    long features = version == 3 ? header.getLong(72) : 0;
    boolean plain =
        header.getInt(0) == MAGIC
            && (version == 2 || version == 3)
            && header.getLong(8) == 0
            && header.getInt(32) == 0
            && clusterBits >= 9
            && clusterBits <= 21
            && (features & ~KNOWN_FEATURES) == 0;
    if (!plain) {
      return Optional.empty();
    }
    boolean extended = (features & EXTENDED_ENTRIES) != 0;
    long span = 1L << (2 * clusterBits - (extended ? 4 : 3));
    long size = header.getLong(24);
    int entries = header.getInt(36);
    if (entries < 0 || entries > MAX_TABLES || size <= 0 || (size - 1) / span >= entries) {
      return Optional.empty();
    }
    int count = (int) ((size - 1) / span) + 1;
    ByteBuffer tables = bytes(channel, header.getLong(40), count * Long.BYTES);
    return Optional.of(new PlainImage(version, 1 << clusterBits, extended, size, tables));
  }

  /** How many tables the disk takes. */
  int count() {
    return tables.limit() / Long.BYTES;
  }

  /** Where a table is in the file, in bytes; 0 where there is none. */
  long table(int index) {
    return tables.getLong(index * Long.BYTES) & PLACE;
  }

  int entryBytes() {
    return extended ? 2 * Long.BYTES : Long.BYTES;
  }

  /** Bytes of the disk that one table tells of. */
  long span() {
    return (long) clusterBytes / entryBytes() * clusterBytes;
  }

  /**
   * Bytes of a file.
   *
   * @throws IOException when the file has no such bytes
   */
  static ByteBuffer bytes(FileChannel channel, long offset, int length) throws IOException {
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
