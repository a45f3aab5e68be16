package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.RefusedException;

/** Makes empty xfs file systems, and checks them. */
public interface XfsMaking {
  /**
   * Makes a file system that fills {@code file}, which reads as zeros.
   *
   * @throws RefusedException when such a file system cannot be made
   */
  void make(Path file, Shape shape);

  /** What is wrong with the file system in {@code file}; empty when nothing is. */
  Optional<String> faults(Path file);

  /**
   * All that can be told, so that nothing is left to defaults.
   *
   * @param version 4, or 5 with checksums
   * @param blockSize in bytes, as are all sizes
   * @param features of the file system
   * @param groupSize of an allocation group
   * @param logSize empty to leave it to the size of the file system
   * @param logStripe 0 without
   * @param stripe 0 without; else its unit, and {@code stripeWidth} that of all disks
   * @param inodePercent of the space that may become inodes
   * @param label may be empty
   */
  record Shape(
      int version,
      long blockSize,
      long sectorSize,
      long inodeSize,
      long folderBlockSize,
      Features features,
      long groupSize,
      OptionalLong logSize,
      int logVersion,
      long logStripe,
      long stripe,
      long stripeWidth,
      int inodePercent,
      String uuid,
      String label) {}

  /** What a file system can have or not. */
  record Features(
      boolean freeInodeTree,
      boolean reverseMap,
      boolean sharedBlocks,
      boolean bigTimes,
      boolean inodeTreeCounts,
      boolean bigExtentCounts,
      boolean sparseInodes,
      boolean kindsInFolders,
      boolean ignoresCase,
      boolean lazyCounters,
      boolean attributes2,
      boolean wideProjects) {}
}
