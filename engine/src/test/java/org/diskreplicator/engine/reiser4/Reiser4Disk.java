package org.diskreplicator.engine.reiser4;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.zip.Adler32;

/** Writes what mkfs.reiser4 1.2.2 writes, for any set of used blocks. */
final class Reiser4Disk {
  static final int BLOCK = 4096;
  private static final int BITS = (BLOCK - 4) * Byte.SIZE;

  private final Path file;
  private final int blocks;
  private final BitSet used = new BitSet();

  Reiser4Disk(Path file, int blocks) {
    this.file = file;
    this.blocks = blocks;
    used.set(0, 25);
    for (int group = BITS; group < blocks; group += BITS) {
      used.set(group);
    }
  }

  Path file() {
    return file;
  }

  BitSet used() {
    return used;
  }

  long size() {
    return (long) blocks * BLOCK;
  }

  Reiser4Disk write() throws IOException {
    ByteBuffer master = block();
    put(master, 0, "ReIsEr4");
    master.putShort(18, (short) BLOCK);
    write(16, master);
    ByteBuffer format = block().putLong(0, blocks).putLong(8, blocks - used.cardinality());
    put(format.putLong(16, 23).putInt(80, 2), 52, "ReIsEr40FoRmAt");
    write(17, format);
    ByteBuffer status = block();
    put(status, 0, "ReiSeR4StATusBl");
    write(21, status);
    for (int group = 0; group < blocks; group += BITS) {
      write(group == 0 ? 18 : group, bitmap(group));
    }
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(size());
    }
    return this;
  }

  /** Bits behind the last block are set. */
  private ByteBuffer bitmap(int group) {
    byte[] block = new byte[BLOCK];
    for (int bit = 0; bit < BITS; bit++) {
      if (group + bit >= blocks || used.get(group + bit)) {
        block[4 + bit / Byte.SIZE] |= (byte) (1 << (bit % Byte.SIZE));
      }
    }
    Adler32 checksum = new Adler32();
    checksum.update(block, 4, BLOCK - 4);
    return ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, (int) checksum.getValue());
  }

  private static ByteBuffer block() {
    return ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void put(ByteBuffer block, int at, String text) {
    block.put(at, text.getBytes(StandardCharsets.US_ASCII));
  }

  private void write(long block, ByteBuffer bytes) throws IOException {
    byte[] all = new byte[BLOCK];
    bytes.get(0, all);
    patch(block, 0, all);
  }

  /** Writes these bytes over what a block has. */
  Reiser4Disk patch(long block, int offset, byte... bytes) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(block * BLOCK + offset);
      disk.write(bytes);
    }
    return this;
  }
}
