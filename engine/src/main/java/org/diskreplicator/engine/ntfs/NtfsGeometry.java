package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Where everything begins, from a boot sector whose fields have been checked.
 *
 * <p>Source: the layout as the drivers of Linux and ntfs-3g describe it (layout.h); Microsoft
 * publishes none.
 *
 * @param clusters how many there are; the backup of the boot sector lies behind the last one
 * @param table first cluster of $MFT
 * @param mirror first cluster of $MFTMirr
 * @param recordBytes of a record of $MFT
 */
record NtfsGeometry(long clusterBytes, long clusters, long table, long mirror, int recordBytes) {
  /** Bytes of $Boot. */
  static final int BOOT_BYTES = 8192;

  private static final String NAME = "NTFS    ";
  private static final int SECTOR_BYTES = 11;
  private static final int PER_CLUSTER = 13;
  private static final int SECTORS = 40;
  private static final int TABLE = 48;
  private static final int MIRROR = 56;
  private static final int PER_RECORD = 64;
  private static final int SIGNATURE = 510;
  private static final int SIGNED = 0xaa55;

  /** From here on the field holds the negative power of two of sectors. */
  private static final int LARGE_CLUSTERS = 0x80;

  private static final long LARGEST_CLUSTER = 2 << 20;

  static NtfsGeometry read(RegionReader region) throws IOException, UntrustworthyException {
    ByteBuffer boot = region.read(0, 512);
    byte[] name = new byte[8];
    boot.get(3, name);
    require(
        new String(name, StandardCharsets.ISO_8859_1).equals(NAME)
            && Short.toUnsignedInt(boot.getShort(SIGNATURE)) == SIGNED,
        "its boot sector is damaged");
    int sector = Short.toUnsignedInt(boot.getShort(SECTOR_BYTES));
    require(isPowerOfTwo(sector, 512, 4096), "its sector size is impossible");
    int perCluster = sectorsPerCluster(Byte.toUnsignedInt(boot.get(PER_CLUSTER)));
    long clusterBytes = (long) sector * perCluster;
    require(
        perCluster > 0 && Integer.bitCount(perCluster) == 1 && clusterBytes <= LARGEST_CLUSTER,
        "its cluster size is impossible");
    long sectors = boot.getLong(SECTORS);
    require(
        sectors > 0 && sectors <= region.size() / sector,
        "it is larger than the space that it lies in");
    long recordBytes = recordBytes(boot.get(PER_RECORD), clusterBytes);
    require(
        recordBytes >= 1024 && recordBytes <= 4096 && Long.bitCount(recordBytes) == 1,
        "the size of its file records is impossible");
    NtfsGeometry geometry =
        new NtfsGeometry(
            clusterBytes,
            sectors / perCluster,
            boot.getLong(TABLE),
            boot.getLong(MIRROR),
            (int) recordBytes);
    require(
        geometry.isCluster(geometry.table) && geometry.isCluster(geometry.mirror),
        "its boot sector names places behind its end");
    return geometry;
  }

  private static int sectorsPerCluster(int field) {
    if (field <= LARGE_CLUSTERS) {
      return field;
    }
    int shift = 256 - field;
    return shift <= 12 ? 1 << shift : 0;
  }

  /** A negative number is the power of two of bytes, a positive one counts clusters. */
  private static long recordBytes(int field, long clusterBytes) {
    if (field > 0) {
      return field * clusterBytes;
    }
    return -field < Integer.SIZE ? 1L << -field : 0;
  }

  private static boolean isPowerOfTwo(int value, int least, int most) {
    return value >= least && value <= most && Integer.bitCount(value) == 1;
  }

  boolean isCluster(long number) {
    return number >= 0 && number < clusters;
  }

  private static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }
}
