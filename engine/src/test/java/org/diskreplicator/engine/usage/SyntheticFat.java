package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.diskreplicator.engine.model.Extent;

/**
 * Builds a FAT file system without files by writing single fields and entries.
 *
 * <p>Entries are laid down as a stream of bits, least significant first, which is what the packing
 * of FAT12 comes down to and what the reader under test does not do.
 */
final class SyntheticFat {
  static final int OFFSET = 1536;

  private final int bits;
  private final int sectorBytes;
  private final int sectorsPerCluster;
  private final int reserved;
  private final int tables;
  private final int rootEntries;
  private final int tableSectors;
  private final int clusters;
  private final Map<Integer, Integer> patches = new HashMap<>();
  private final int[] entries;
  private int extraSectors;

  SyntheticFat(int bits, int clusters, int sectorBytes, int sectorsPerCluster, int tables) {
    this.bits = bits;
    this.clusters = clusters;
    this.sectorBytes = sectorBytes;
    this.sectorsPerCluster = sectorsPerCluster;
    this.tables = tables;
    this.reserved = bits == 32 ? 32 : 1;
    this.rootEntries = bits == 32 ? 0 : sectorBytes / 32 * 4;
    int tableBytes = (int) (((clusters + 2L) * bits + 7) / 8);
    this.tableSectors = (tableBytes + sectorBytes - 1) / sectorBytes;
    this.entries = new int[clusters + 2];
    entries[0] = bits == 32 ? 0x0ffffff8 : (1 << bits) - 8;
    entries[1] = bits == 32 ? 0x0fffffff : (1 << bits) - 1;
  }

  SyntheticFat entry(int cluster, int value) {
    entries[cluster] = value;
    return this;
  }

  /** Sectors behind the last whole cluster. */
  SyntheticFat extraSectors(int count) {
    extraSectors = count;
    return this;
  }

  /** Overwrites a byte of the finished file system. */
  SyntheticFat patch(int offset, int... values) {
    for (int i = 0; i < values.length; i++) {
      patches.put(offset + i, values[i]);
    }
    return this;
  }

  int entryAt(int cluster) {
    return entries[cluster];
  }

  int tableOffset(int copy) {
    return (reserved + copy * tableSectors) * sectorBytes;
  }

  int clusterBytes() {
    return sectorBytes * sectorsPerCluster;
  }

  int dataOffset() {
    return tableOffset(tables) + rootEntries * 32;
  }

  int size() {
    return dataOffset() + clusters * clusterBytes() + extraSectors * sectorBytes;
  }

  /** Writes the metadata; the data area is a hole. */
  Extent write(Path disk, int bytesBehind) throws IOException {
    byte[] bytes = new byte[OFFSET + dataOffset() + sectorBytes];
    boot(bytes);
    for (int copy = 0; copy < tables; copy++) {
      table(bytes, OFFSET + tableOffset(copy));
    }
    patches.forEach((at, value) -> bytes[OFFSET + at] = value.byteValue());
    Files.write(disk, bytes);
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(OFFSET + (long) size() + bytesBehind);
    }
    return new Extent(OFFSET, (long) size() + bytesBehind);
  }

  private void boot(byte[] bytes) {
    int total = size() / sectorBytes;
    put(bytes, 11, 2, sectorBytes);
    put(bytes, 13, 1, sectorsPerCluster);
    put(bytes, 14, 2, reserved);
    put(bytes, 16, 1, tables);
    put(bytes, 17, 2, rootEntries);
    put(bytes, 19, 2, total < 65536 && bits != 32 ? total : 0);
    put(bytes, 21, 1, 0xf8);
    put(bytes, 22, 2, bits == 32 ? 0 : tableSectors);
    put(bytes, 32, 4, total < 65536 && bits != 32 ? 0 : total);
    if (bits == 32) {
      put(bytes, 36, 4, tableSectors);
      put(bytes, 44, 4, 2);
    }
    put(bytes, 510, 2, 0xaa55);
  }

  private static void put(byte[] bytes, int at, int length, int value) {
    for (int i = 0; i < length; i++) {
      bytes[OFFSET + at + i] = (byte) (value >> (8 * i));
    }
  }

  private void table(byte[] bytes, int at) {
    long bit = 0;
    for (int entry : entries) {
      for (int i = 0; i < bits; i++, bit++) {
        bytes[at + (int) (bit / 8)] |= (byte) (((entry >> i) & 1) << (bit % 8));
      }
    }
  }
}
