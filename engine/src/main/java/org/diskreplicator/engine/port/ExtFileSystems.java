package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.Set;
import org.diskreplicator.engine.failure.RefusedException;

/** What ext2, ext3 and ext4 file systems say of themselves. */
@FunctionalInterface
public interface ExtFileSystems {
  /**
   * The features of the file system that starts at byte {@code offset} of {@code disk}, as
   * dumpe2fs(8) names them.
   *
   * @throws RefusedException when its superblock cannot be read, with the reason
   */
  Set<String> features(Path disk, long offset);
}
