package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The block of multiple mount protection (mmp), in which a host that mounts leaves its sign. */
final class MountProtection {
  private static final int BLOCK = 0x168;
  private static final int SIZE = 1024;
  private static final int MAGIC = 0x004d4d50;
  private static final int SEQUENCE = 4;
  private static final int CLEAN = 0xff4d4d50;
  private static final int CHECKSUM = 0x3fc;

  private MountProtection() {}

  /** Whether some host uses the file system, or did so when it stopped. */
  static boolean isInUse(RegionReader region, Superblock superblock, Geometry geometry)
      throws IOException, UntrustworthyException {
    if (!superblock.hasMountProtection()) {
      return false;
    }
    long block = place(superblock);
    require(geometry.contains(block, 1), "its mount protection lies outside of it");
    ByteBuffer bytes = region.read(block * geometry.blockSize(), SIZE);
    Checksums checksums = superblock.checksums();
    require(
        bytes.getInt(0) == MAGIC
            && (!checksums.protectBitmaps()
                || checksums.of(bytes.slice(0, CHECKSUM)) == bytes.getInt(CHECKSUM)),
        "its mount protection is damaged");
    return bytes.getInt(SEQUENCE) != CLEAN;
  }

  /** Its block. */
  static long place(Superblock superblock) {
    return superblock.u32(BLOCK) | superblock.u32(BLOCK + Integer.BYTES) << Integer.SIZE;
  }
}
