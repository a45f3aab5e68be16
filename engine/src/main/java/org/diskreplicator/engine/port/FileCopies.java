package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.CancelToken;

/** Copies the files of mounted file systems. */
public interface FileCopies {
  /** What is kept of a file besides its name, its kind and its bytes. */
  enum Kept {
    /**
     * All: owner, mode, times, extended attributes of all name spaces (access lists, capabilities),
     * hard links, holes, devices, flags, and project.
     */
    ALL,
    /** The same, where the caller knows that no file has flags or a project. */
    ALL_BUT_FLAGS,
    /** Times, where the file system knows no owners and no modes. */
    TIMES
  }

  /** The same as the other one, for whoever knows nothing of space that is reserved. */
  default void copy(Path from, Path to, Kept kept, Replicator.Progress progress, CancelToken stop) {
    copy(from, to, kept, inode -> true, progress, stop);
  }

  /**
   * Copies everything in one folder, with the folder's own attributes, into another one that has
   * nothing in it. Mounts below {@code from} are not entered.
   *
   * @param from mounted read-only; its path has no hostile characters, and neither has that of
   *     {@code to}
   * @param reserved whether the file with this inode number may have space that is reserved and was
   *     never written, in which case it takes longer; it becomes a hole
   * @param progress takes how many bytes the file system of {@code to} has got
   * @throws RefusedException when there are files that cannot be copied as files, such as those
   *     that are encrypted with a key that is not there
   */
  void copy(
      Path from,
      Path to,
      Kept kept,
      LongPredicate reserved,
      Replicator.Progress progress,
      CancelToken stop);
}
