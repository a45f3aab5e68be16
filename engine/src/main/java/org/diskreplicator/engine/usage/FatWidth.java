package org.diskreplicator.engine.usage;

import java.nio.ByteBuffer;

/** Width of a table entry. */
enum FatWidth {
  FAT12(12, 0) {
    @Override
    int entry(ByteBuffer table, int index) {
      int at = index + index / 2;
      int pair = Byte.toUnsignedInt(table.get(at)) | Byte.toUnsignedInt(table.get(at + 1)) << 8;
      return index % 2 == 0 ? pair & 0xfff : pair >> 4;
    }
  },
  FAT16(16, 0xc000) {
    @Override
    int entry(ByteBuffer table, int index) {
      return Short.toUnsignedInt(table.getShort(2 * index));
    }
  },
  /** The upper four bits are reserved; an entry that has only them set counts as used. */
  FAT32(32, 0x0c000000) {
    @Override
    int entry(ByteBuffer table, int index) {
      return table.getInt(4 * index);
    }
  };

  private static final int FAT16_FROM = 4085;
  private static final int FAT32_FROM = 65525;

  /** The highest cluster number is 0x0ffffff6: what follows marks bad and last ones. */
  private static final long MOST_FAT32 = 0x0ffffff5;

  private final int bits;
  private final int cleanBits;

  FatWidth(int bits, int cleanBits) {
    this.bits = bits;
    this.cleanBits = cleanBits;
  }

  /** The width of a table without the fields of FAT32, by the number of data clusters. */
  static FatWidth ofClusters(long clusters) throws UntrustworthyException {
    if (clusters >= FAT32_FROM) {
      throw UntrustworthyException.damaged("it has too many clusters for FAT16");
    }
    return clusters < FAT16_FROM ? FAT12 : FAT16;
  }

  int bits() {
    return bits;
  }

  /** The number of clusters by which everybody but Linux tells the type. */
  long leastClusters() {
    return switch (this) {
      case FAT12 -> 1;
      case FAT16 -> FAT16_FROM;
      case FAT32 -> FAT32_FROM;
    };
  }

  long mostClusters() {
    return switch (this) {
      case FAT12 -> FAT16_FROM - 1;
      case FAT16 -> FAT32_FROM - 1;
      case FAT32 -> MOST_FAT32;
    };
  }

  /** Ends a chain. */
  int last() {
    return (int) ((1L << (this == FAT32 ? 28 : bits)) - 1);
  }

  /** Bytes that hold this many entries. */
  long bytes(long entries) {
    return (entries * bits + 7) / 8;
  }

  /** Bits of entry 1 that are set when the volume is clean and had no read error; none in FAT12. */
  int cleanBits() {
    return cleanBits;
  }

  /** The entry at {@code index} of a little-endian buffer that starts with an even entry. */
  abstract int entry(ByteBuffer table, int index);
}
