package org.diskreplicator.engine.usage;

import org.diskreplicator.engine.model.ContentState;

/**
 * Where things lie in a FAT file system, in bytes from its start; every field has been checked.
 *
 * @param clusters number of data clusters; the first has number 2
 * @param media lowest byte of entry 0 of the table
 */
record FatGeometry(
    FatWidth width,
    int tables,
    long tableOffset,
    long tableBytes,
    long dataOffset,
    long clusterBytes,
    long clusters,
    int media) {
  private static final int DIRECTORY_ENTRY = 32;

  /** Linux: FAT_STATE_DIRTY; Windows: dirty, and surface test wanted. */
  private static final int FLAGS_DIRTY = 3;

  /**
   * Checks a boot sector. No product here can overflow: sectors have 12 bits, their numbers 32.
   *
   * @param size bytes of the region that it lies in
   */
  static FatGeometry of(FatBootSector boot, long size) throws UntrustworthyException {
    requireSound(boot);
    requireClean(boot);
    long sector = boot.bytesPerSector();
    long end = boot.sectors() * sector;
    if (end > size) {
      throw UntrustworthyException.damaged("it is larger than the space that it lies in");
    }
    long tableOffset = boot.reservedSectors() * sector;
    long tableBytes = boot.tableSectors() * sector;
    long dataOffset =
        tableOffset + boot.tables() * tableBytes + (long) boot.rootEntries() * DIRECTORY_ENTRY;
    require(dataOffset < end, "it has no space for data");
    long clusterBytes = boot.sectorsPerCluster() * sector;
    long clusters = (end - dataOffset) / clusterBytes;
    require(
        clusters > 0 && clusters <= FatWidth.FAT32.mostClusters(),
        "its number of clusters is impossible");
    FatWidth width = boot.isFat32() ? FatWidth.FAT32 : FatWidth.ofClusters(clusters);
    require(width.bytes(clusters + 2) <= tableBytes, "its table is too small for its clusters");
    return new FatGeometry(
        width,
        boot.tables(),
        tableOffset,
        tableBytes,
        dataOffset,
        clusterBytes,
        clusters,
        boot.media());
  }

  private static void requireSound(FatBootSector boot) throws UntrustworthyException {
    require(isPowerOfTwo(boot.bytesPerSector(), 512, 4096), "its sector size is impossible");
    require(isPowerOfTwo(boot.sectorsPerCluster(), 1, 128), "its cluster size is impossible");
    require(boot.reservedSectors() > 0, "it has no reserved sectors");
    require(boot.tables() > 0 && boot.tableSectors() > 0, "it has no table");
    require(boot.media() == 0xf0 || boot.media() >= 0xf8, "its media byte is impossible");
    require(
        boot.sectors16() == 0 || boot.sectors32() == 0 || boot.sectors16() == boot.sectors32(),
        "its two numbers of sectors differ");
    require(
        boot.rootEntries() * DIRECTORY_ENTRY % boot.bytesPerSector() == 0
            && boot.isFat32() == (boot.rootEntries() == 0),
        "the size of its root directory is impossible");
    if (boot.isFat32() && boot.version() != 0) {
      throw new UntrustworthyException(ContentState.UNSUPPORTED, "an unknown version of FAT32");
    }
  }

  private static void requireClean(FatBootSector boot) throws UntrustworthyException {
    int flags = boot.isFat32() ? boot.flags32() : boot.flags16();
    if ((flags & FLAGS_DIRTY) != 0) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: its boot sector is marked dirty");
    }
  }

  private static boolean isPowerOfTwo(int value, int least, int most) {
    return value >= least && value <= most && Integer.bitCount(value) == 1;
  }

  private static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }

  /** First byte of a cluster. */
  long clusterOffset(long number) {
    return dataOffset + (number - 2) * clusterBytes;
  }
}
