package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes all copies of a table, entry by entry from the first on. */
final class FatTableWriter {
  /** Divides by the 3 bytes of two entries of FAT12. */
  private static final int BUFFER = 3 << 18;

  private final FileChannel target;
  private final FatLayout layout;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long written;
  private long pending;
  private int pendingBits;

  FatTableWriter(FileChannel target, FatLayout layout) {
    this.target = target;
    this.layout = layout;
  }

  /** Appends an entry; bits are laid down least significant first, which packs those of FAT12. */
  void add(int entry) throws IOException {
    pending |= (entry & ((1L << layout.width().bits()) - 1)) << pendingBits;
    pendingBits += layout.width().bits();
    while (pendingBits >= Byte.SIZE) {
      put((byte) pending);
      pending >>>= Byte.SIZE;
      pendingBits -= Byte.SIZE;
    }
  }

  /** Appends a chain of clusters that lie one behind the other. */
  void addChain(long first, long count) throws IOException {
    for (long next = first + 1; next < first + count; next++) {
      add((int) next);
    }
    add(layout.width().last());
  }

  private void put(byte value) throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    buffer.put(value);
  }

  private void flush() throws IOException {
    buffer.flip();
    for (int copy = 0; copy < layout.tables(); copy++) {
      RegionWriter.write(target, layout.tableOffset(copy) + written, buffer.duplicate());
    }
    written += buffer.limit();
    buffer.clear();
  }

  /** Writes what is left; the entries that never came read as zeros, which is free. */
  void finish() throws IOException {
    if (pendingBits > 0) {
      put((byte) pending);
    }
    flush();
  }
}
