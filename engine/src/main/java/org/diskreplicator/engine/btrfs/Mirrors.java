package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.util.Optional;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The other copies of the superblock, and all else that lies at fixed places. */
final class Mirrors {
  /** Of the three places that the kernel writes, those behind the first. */
  private static final long[] OFFSETS = {64L << 20, 256L << 30};

  /** What the kernel keeps free of chunks at the start, for boot loaders and the superblock. */
  private static final long HEAD = 1 << 20;

  /** What the kernel keeps free around each copy. */
  private static final long STRIPE = 64 << 10;

  private Mirrors() {}

  /**
   * Does nothing unless a copy is newer than the primary superblock, or as old and different: then
   * nobody knows which one is right. An older copy is what a crash leaves.
   */
  static void requireAgreement(RegionReader region, Superblock primary)
      throws IOException, UntrustworthyException {
    for (long offset : OFFSETS) {
      if (offset <= primary.deviceBytes() - Superblock.LENGTH) {
        Optional<Superblock> copy = Superblock.at(region, offset);
        if (copy.isPresent() && contradicts(primary, copy.get())) {
          throw UntrustworthyException.damaged(
              "the copies of its superblock contradict each other");
        }
      }
    }
  }

  private static boolean contradicts(Superblock primary, Superblock copy) {
    if (!copy.identifier().equals(primary.identifier())) {
      return false;
    }
    boolean same =
        copy.roots().equals(primary.roots())
            && copy.chunks().equals(primary.chunks())
            && copy.usedBytes() == primary.usedBytes()
            && copy.deviceBytes() == primary.deviceBytes();
    return copy.generation() > primary.generation()
        || (copy.generation() == primary.generation() && !same);
  }

  /**
   * What is used whatever the trees say: the start, the superblocks, and what lies behind the
   * device that the file system knows.
   *
   * @param size bytes of the region
   */
  static ExtentSet reserved(long deviceBytes, long size) {
    ExtentSet.Builder reserved = ExtentSet.builder().add(0, Math.min(HEAD, size));
    for (long offset : OFFSETS) {
      reserved.add(offset, Math.min(offset + STRIPE, size));
    }
    return reserved.build().union(ExtentSet.builder().add(deviceBytes, size).build());
  }
}
