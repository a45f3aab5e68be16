package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.Set;
import org.diskreplicator.engine.model.ExtentSet;

/** What ext2, ext3 and ext4 file systems say of themselves. */
@FunctionalInterface
public interface ExtFileSystems {
  /** Reads the file system that starts at byte {@code offset} of {@code disk}. */
  Result read(Path disk, long offset);

  /** What came of a reading. */
  sealed interface Result {}

  /**
   * The superblock and the free blocks.
   *
   * @param blockSize in bytes
   * @param blocks number of blocks
   * @param freeBlocks number of free blocks that the superblock states
   * @param state such as {@code clean} or {@code not clean}
   * @param features as dumpe2fs(8) names them
   * @param free free bytes by the bitmaps, relative to the file system's start
   */
  record Layout(
      long blockSize,
      long blocks,
      long freeBlocks,
      String state,
      Set<String> features,
      ExtentSet free)
      implements Result {
    public Layout {
      features = Set.copyOf(features);
    }
  }

  /**
   * The file system cannot be read.
   *
   * @param reason in the tool's words
   */
  record Unreadable(String reason) implements Result {}
}
