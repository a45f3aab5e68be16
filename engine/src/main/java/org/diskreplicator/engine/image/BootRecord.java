package org.diskreplicator.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.SectorSize;

/** A boot sector with four entries of a dos table: the first one of a disk, or an extended one. */
final class BootRecord {
  static final int BYTES = 512;

  private static final int TABLE = 446;
  private static final int ENTRY_BYTES = 16;
  private static final int FIRST_CHS = 1;
  private static final int TYPE = 4;
  private static final int LAST_CHS = 5;
  private static final int START = 8;
  private static final int COUNT = 12;

  /** What nearly every program takes a disk for since cylinders have lost their meaning. */
  private static final int HEADS = 255;

  private static final int SECTORS_PER_TRACK = 63;
  private static final int MAX_CYLINDER = 1023;

  private final byte[] bytes;
  private final ByteBuffer words;
  private final SectorSize sector;

  BootRecord(byte[] bytes, SectorSize sector) {
    this.bytes = bytes.clone();
    this.words = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.sector = sector;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  boolean isUsed(int index) {
    return bytes[at(index) + TYPE] != 0 && words.getInt(at(index) + COUNT) != 0;
  }

  private static int at(int index) {
    return TABLE + index * ENTRY_BYTES;
  }

  /** Where an entry lies whose numbers count from byte {@code base} on. */
  Optional<Extent> extent(int index, long base) {
    long start = Integer.toUnsignedLong(words.getInt(at(index) + START));
    long count = Integer.toUnsignedLong(words.getInt(at(index) + COUNT));
    return sector.extent(base / sector.bytes() + start, count);
  }

  /** Gives an entry another place; its type and flag stay, and so does what need not change. */
  void place(int index, long base, Extent extent) {
    if (extent(index, base).filter(extent::equals).isPresent()) {
      return;
    }
    long first = extent.offset() / sector.bytes();
    long end = extent.end() / sector.bytes();
    words.putInt(at(index) + START, (int) (first - base / sector.bytes()));
    words.putInt(at(index) + COUNT, (int) (end - first));
    putCylinder(at(index) + FIRST_CHS, first);
    putCylinder(at(index) + LAST_CHS, end - 1);
  }

  /** Cylinder, head and sector in three bytes; what is out of their reach gets the last one. */
  private void putCylinder(int offset, long lba) {
    long cylinder = lba / (HEADS * SECTORS_PER_TRACK);
    boolean reach = cylinder <= MAX_CYLINDER;
    int c = reach ? (int) cylinder : MAX_CYLINDER;
    int head = reach ? (int) (lba / SECTORS_PER_TRACK % HEADS) : HEADS - 1;
    int number = reach ? (int) (lba % SECTORS_PER_TRACK) + 1 : SECTORS_PER_TRACK;
    bytes[offset] = (byte) head;
    bytes[offset + 1] = (byte) (number | c >> 8 << 6);
    bytes[offset + 2] = (byte) c;
  }
}
