package org.diskreplicator.engine.gpt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** A small disk with a GPT, which tests then bend. */
final class SampleGpt {
  static final int ENTRIES = 8;
  static final long ROOT_TYPE_HIGH = 0x47728483_0FC63DAFL;
  private static final int ENTRY_BYTES = 128;

  final int sector;
  final byte[] disk;

  /** A disk of 256 sectors without partitions. */
  SampleGpt(int sector) {
    this.sector = sector;
    this.disk = new byte[256 * sector];
    long last = 255;
    int entrySectors = (ENTRIES * ENTRY_BYTES + sector - 1) / sector;
    header(1, last, 2, last - entrySectors - 1);
    header(last, 1, last - entrySectors, last - entrySectors - 1);
    sign();
  }

  private void header(long own, long other, long entries, long lastUsable) {
    ByteBuffer header = at(own * sector);
    header.put("EFI PART".getBytes(StandardCharsets.US_ASCII)).putInt(0x10000).putInt(92);
    header.putLong(0).putLong(own).putLong(other).putLong(10).putLong(lastUsable);
    header.putInt(0x01020304).putShort((short) 0x0506).putShort((short) 0x0708);
    header.put(new byte[] {9, 10, 11, 12, 13, 14, 15, 16});
    header.putLong(entries).putInt(ENTRIES).putInt(ENTRY_BYTES);
  }

  /** Little-endian bytes from an offset of the disk on. */
  ByteBuffer at(long offset) {
    return ByteBuffer.wrap(disk, (int) offset, disk.length - (int) offset)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  ByteBuffer primary() {
    return at(sector);
  }

  ByteBuffer backup() {
    return at(disk.length - sector);
  }

  /** Entry {@code index} of the primary table, or of the backup. */
  ByteBuffer entry(ByteBuffer header, int index) {
    return at(header.getLong(72) * sector + (long) index * ENTRY_BYTES);
  }

  /** Sets an entry of both tables. */
  SampleGpt partition(int index, long first, long last, long attributes, String name) {
    for (ByteBuffer header : new ByteBuffer[] {primary(), backup()}) {
      ByteBuffer entry = entry(header, index);
      entry.putLong(ROOT_TYPE_HIGH).putLong(0xE47D47D8_693D798EL).putLong(index + 1).putLong(0);
      entry.putLong(first).putLong(last).putLong(attributes);
      entry.put(name.getBytes(StandardCharsets.UTF_16LE));
    }
    return sign();
  }

  /** Makes all checksums right. */
  SampleGpt sign() {
    for (ByteBuffer header : new ByteBuffer[] {primary(), backup()}) {
      byte[] entries = new byte[ENTRIES * ENTRY_BYTES];
      entry(header, 0).get(entries);
      header.putInt(88, crc(entries));
      signHeader(header);
    }
    return this;
  }

  /** Makes the checksum of a header right. */
  void signHeader(ByteBuffer header) {
    byte[] bytes = new byte[92];
    header.get(0, bytes);
    Arrays.fill(bytes, 16, 20, (byte) 0);
    header.putInt(16, crc(bytes));
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
