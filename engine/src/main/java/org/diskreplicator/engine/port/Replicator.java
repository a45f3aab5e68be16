package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.process.CancelToken;

/** Makes one kind of content anew: the same features and identity, the same files, other blocks. */
public interface Replicator {
  /** For plans and messages, such as {@code ext4}. */
  String name();

  /** The contents that it serves, by {@link org.diskreplicator.engine.model.Content#name}. */
  Set<String> contents();

  Needs needs();

  /**
   * Bytes that are enough for what the original holds, rounded up to whole sectors.
   *
   * @throws RefusedException when it cannot be made anew, with the reason
   */
  long smallest(Original original);

  /**
   * Makes the content anew.
   *
   * <p>The original is not changed: where it has to be replayed to be read, that happens in a
   * throw-away overlay. When this returns, nothing is mounted, and the content's own full check
   * finds nothing wrong with the target.
   *
   * @param target a sparse plain file of the new size that reads as zeros
   * @return sentences that the user should read
   */
  List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop);

  /**
   * What it needs of the machine.
   *
   * @param superUser whether it mounts
   * @param programs names of executables
   */
  record Needs(boolean superUser, Set<String> programs) {
    public Needs {
      programs = Set.copyOf(programs);
    }
  }

  /**
   * What is to be made anew.
   *
   * @param disk the image; where its content needed a replay, an overlay of it in which that has
   *     happened
   * @param part the bytes of {@code disk} that hold it
   * @param region as it was inspected
   * @param sectorSize of the disk that will hold the new one
   */
  record Original(ImageFiles.View disk, Extent part, Region region, SectorSize sectorSize) {}

  /** Takes how many bytes of files are done. */
  @FunctionalInterface
  interface Progress {
    Progress NONE = bytes -> {};

    void at(long bytes);
  }
}
