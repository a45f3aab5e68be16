package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.diskreplicator.engine.failure.RefusedException;

/** Makes empty ext2, ext3 and ext4 file systems. */
public interface ExtMaking {
  /**
   * Makes a file system that fills {@code file}, which reads as zeros; nothing of it depends on the
   * defaults of this machine.
   *
   * @throws RefusedException when such a file system cannot be made
   */
  void make(Path file, Shape shape);

  /**
   * Begins to count what users, groups or projects use, in a file system that is not mounted.
   *
   * @param quotas such as {@code usrquota}
   */
  void count(Path file, List<String> quotas);

  /** Whether somebody may not use as much as there is. */
  boolean hasLimits(Path disk, long offset, List<String> quotas);

  /**
   * What can be told before anything is written.
   *
   * @param features as dumpe2fs(8) names them
   * @param blockSize in bytes
   * @param clusterSize in bytes; that of a block without bigalloc
   * @param inodeSize in bytes
   * @param inodes at least so many
   * @param blocksPerGroup empty for the usual number
   * @param groupsPerFlex empty without flex_bg
   * @param journalBytes empty without a journal
   * @param backups superblocks that are kept as backups with sparse_super2
   * @param uuid as text, as all checksums depend on it
   * @param hashSeed as text
   */
  record Shape(
      int revision,
      Set<String> features,
      long blockSize,
      long clusterSize,
      long inodeSize,
      long inodes,
      OptionalLong blocksPerGroup,
      OptionalLong groupsPerFlex,
      OptionalLong journalBytes,
      int backups,
      String uuid,
      String hashSeed) {
    public Shape {
      features = Set.copyOf(features);
    }
  }
}
