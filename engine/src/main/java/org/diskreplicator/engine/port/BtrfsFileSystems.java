package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.CancelToken;

/**
 * What btrfs alone has: subvolumes, and streams that carry them from one file system to another.
 */
public interface BtrfsFileSystems {
  /** Where the blocks of a file system may lie, read from {@code window}, which starts with it. */
  Profiles profiles(Path window);

  /**
   * Makes a file system that fills {@code file}, which reads as zeros.
   *
   * @throws RefusedException when such a file system cannot be made
   */
  List<String> make(Path file, Making how);

  /** Gives a file system that is not mounted another identifier. */
  void identify(Path file, String uuid);

  /** The subvolumes below the top level, which {@code mount} shows. */
  List<Subvolume> subvolumes(Path mount);

  /** Number of the subvolume that is mounted when none is named. */
  long defaultSubvolume(Path mount);

  void makeDefault(long subvolume, Path mount);

  /** Whether space is counted per subvolume. */
  boolean countsSpace(Path mount);

  /** Whether files in it share blocks with others anywhere. */
  boolean sharesBlocks(Path subvolume);

  void create(Path subvolume);

  /** Makes a read-only snapshot. */
  void snapshot(Path subvolume, Path to);

  void delete(Path subvolume);

  /** Makes a subvolume read-only. */
  void lock(Path subvolume);

  /** Makes a subvolume writable. */
  void unlock(Path subvolume, Origin origin);

  /** Makes {@link Transfer#subvolume} anew, read-only, with the same name. */
  void transfer(Transfer transfer, Replicator.Progress progress, CancelToken stop);

  /** Copies all that is in one folder into another one; blocks are shared, not copied. */
  void share(Path from, Path to, CancelToken stop);

  /**
   * Does for a writable subvolume what no stream carries: flags, files that are not copied on
   * write, places of subvolumes in snapshots, and times of folders that were changed since.
   *
   * @param twin what it is a snapshot of, finished already; unchanged files share their blocks
   * @return sentences that the user should read
   */
  List<String> finish(Pair subvolume, Optional<Pair> twin, CancelToken stop);

  /** Leaves holes in the file below where nothing is kept, as far as that is possible. */
  void trim(Path mount);

  /** The full check, which changes nothing. */
  FileSystemChecks.Verdict check(Path file);

  /** Whether a subvolume goes on saying what it was received from, which later changes need. */
  enum Origin {
    KEPT,
    FORGOTTEN
  }

  /** Whether a subvolume can be written. */
  enum Access {
    READ_ONLY,
    WRITABLE
  }

  /**
   * How blocks are kept.
   *
   * @param data such as {@code single}
   * @param metadata such as {@code dup}
   * @param metadataBytes at most so many, each counted once
   * @param starts where chunks and their copies start, in bytes of the device
   */
  record Profiles(String data, String metadata, long metadataBytes, List<Long> starts) {
    public Profiles {
      starts = List.copyOf(starts);
    }
  }

  /**
   * What mkfs is told.
   *
   * @param mixed whether data and metadata share block groups
   * @param features with a {@code ^} before those that are not wanted
   * @param uuid empty for a new one
   */
  record Making(
      String label,
      Optional<String> uuid,
      int sectorSize,
      int nodeSize,
      String checksum,
      Profiles profiles,
      boolean mixed,
      boolean freeSpaceTree,
      List<String> features) {
    public Making {
      features = List.copyOf(features);
    }
  }

  /**
   * A subvolume.
   *
   * @param container number of the subvolume that it lies in
   * @param parent identifier of what it is a snapshot of
   * @param received identifier of what it was received from
   * @param path from the top level on
   */
  record Subvolume(
      long number,
      long container,
      long created,
      String uuid,
      Optional<String> parent,
      Optional<String> received,
      Access access,
      Path path) {}

  /** The root folders of a subvolume and of its copy. */
  record Pair(Path original, Path copy) {}

  /**
   * A subvolume on its way.
   *
   * @param subvolume read-only
   * @param folder where it is made
   * @param parent what it is sent as a change of; transferred before, and read-only since
   * @param sources what blocks may be shared with; the same holds for them
   */
  record Transfer(Path subvolume, Path folder, Optional<Path> parent, List<Path> sources) {
    public Transfer {
      sources = List.copyOf(sources);
    }
  }
}
