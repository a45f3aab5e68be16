package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The fields of a FAT boot sector, as they are on the disk; nothing is checked.
 *
 * <p>In comments the names of Microsoft's specification.
 */
record FatBootSector(
    int bytesPerSector, // BPB_BytsPerSec
    int sectorsPerCluster, // BPB_SecPerClus
    int reservedSectors, // BPB_RsvdSecCnt
    int tables, // BPB_NumFATs
    int rootEntries, // BPB_RootEntCnt
    int sectors16, // BPB_TotSec16
    int media, // BPB_Media
    int tableSectors16, // BPB_FATSz16
    long sectors32, // BPB_TotSec32
    long tableSectors32, // BPB_FATSz32
    int mirroring, // BPB_ExtFlags
    int version, // BPB_FSVer
    int flags16, // BS_Reserved1 of FAT12 and FAT16: flags of the last mount
    int flags32) { // BS_Reserved1 of FAT32

  static FatBootSector read(RegionReader reader) throws IOException {
    ByteBuffer sector = reader.read(0, 512);
    return new FatBootSector(
        u16(sector, 11),
        u8(sector, 13),
        u16(sector, 14),
        u8(sector, 16),
        u16(sector, 17),
        u16(sector, 19),
        u8(sector, 21),
        u16(sector, 22),
        u32(sector, 32),
        u32(sector, 36),
        u16(sector, 40),
        u16(sector, 42),
        u8(sector, 37),
        u8(sector, 65));
  }

  private static int u8(ByteBuffer sector, int at) {
    return Byte.toUnsignedInt(sector.get(at));
  }

  private static int u16(ByteBuffer sector, int at) {
    return Short.toUnsignedInt(sector.getShort(at));
  }

  private static long u32(ByteBuffer sector, int at) {
    return Integer.toUnsignedLong(sector.getInt(at));
  }

  /** Whether the fields behind offset 36 are those of FAT32, which is how every driver decides. */
  boolean isFat32() {
    return tableSectors16 == 0;
  }

  long tableSectors() {
    return isFat32() ? tableSectors32 : tableSectors16;
  }

  long sectors() {
    return sectors16 != 0 ? sectors16 : sectors32;
  }
}
