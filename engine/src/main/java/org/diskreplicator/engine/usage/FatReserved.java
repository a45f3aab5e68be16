package org.diskreplicator.engine.usage;

import java.nio.ByteBuffer;

/**
 * The reserved sectors of a FAT file system that is made anew: those of the source, with what a
 * layout decides. So name, number, boot code and whatever else is there stay as they are.
 *
 * <p>In comments the names of Microsoft's specification.
 */
final class FatReserved {
  private static final int PER_CLUSTER = 13; // BPB_SecPerClus
  private static final int SECTORS_16 = 19; // BPB_TotSec16
  private static final int TABLE_SECTORS_16 = 22; // BPB_FATSz16
  private static final int SECTORS_32 = 32; // BPB_TotSec32
  private static final int TABLE_SECTORS_32 = 36; // BPB_FATSz32
  private static final int MIRRORING = 40; // BPB_ExtFlags
  private static final int ROOT_CLUSTER = 44; // BPB_RootClus
  private static final int INFO = 48; // BPB_FSInfo
  private static final int BACKUP = 50; // BPB_BkBootSec
  private static final int FREE_COUNT = 488; // FSI_Free_Count
  private static final int NEXT_FREE = 492; // FSI_Nxt_Free
  private static final int INFO_SIGNATURE = 484; // FSI_StrucSig
  private static final int INFO_SIGNED = 0x61417272;
  private static final int BOOT_SIGNATURE = 510; // Signature_word
  private static final int BOOT_SIGNED = 0xaa55;

  private final ByteBuffer bytes;
  private final FatLayout layout;

  /**
   * Takes the reserved sectors of the source.
   *
   * @param bytes little-endian; changed in place
   */
  FatReserved(ByteBuffer bytes, FatLayout layout) {
    this.bytes = bytes;
    this.layout = layout;
  }

  /** The sectors for a file system of which this many clusters are used, the first ones. */
  ByteBuffer with(long used) {
    patch(0, used);
    if (layout.width() == FatWidth.FAT32) {
      long backup = sector(BACKUP);
      if (backup > 0 && isBoot(backup)) {
        patch(backup, used);
      }
    }
    return bytes;
  }

  private void patch(long bootSector, long used) {
    int at = offset(bootSector);
    bytes.put(at + PER_CLUSTER, (byte) layout.perCluster());
    if (layout.width() == FatWidth.FAT32) {
      count(at, false);
      bytes.putInt(at + TABLE_SECTORS_32, (int) layout.tableSectors());
      bytes.putShort(at + MIRRORING, (short) 0);
      bytes.putInt(at + ROOT_CLUSTER, 2);
      inform(bootSector + sector(INFO), used);
    } else {
      count(at, layout.sectors() < 1 << 16);
      bytes.putShort(at + TABLE_SECTORS_16, (short) layout.tableSectors());
    }
  }

  private void count(int at, boolean isShort) {
    bytes.putShort(at + SECTORS_16, (short) (isShort ? layout.sectors() : 0));
    bytes.putInt(at + SECTORS_32, (int) (isShort ? 0 : layout.sectors()));
  }

  /** The FSInfo sector counts the free clusters, and names the last one that was taken. */
  private void inform(long sector, long used) {
    if (sector(INFO) > 0 && isInside(sector)) {
      int at = offset(sector);
      if (bytes.getInt(at + INFO_SIGNATURE) == INFO_SIGNED) {
        bytes.putInt(at + FREE_COUNT, (int) (layout.clusters() - used));
        bytes.putInt(at + NEXT_FREE, (int) (used + 1));
      }
    }
  }

  private boolean isBoot(long sector) {
    return isInside(sector)
        && Short.toUnsignedInt(bytes.getShort(offset(sector) + BOOT_SIGNATURE)) == BOOT_SIGNED;
  }

  private boolean isInside(long sector) {
    return (sector + 1) * layout.sectorBytes() <= bytes.limit();
  }

  private int offset(long sector) {
    return Math.toIntExact(sector * layout.sectorBytes());
  }

  private long sector(int field) {
    return Short.toUnsignedInt(bytes.getShort(field));
  }
}
