package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;

/** Shows images as files by processes that outlive this one. */
public interface DiskExports {
  /** Whether what is shown can be written. */
  enum Access {
    READ_ONLY,
    WRITABLE
  }

  /** What the shown files are. */
  enum Way {
    /** Regular files that are FUSE mounts. */
    FUSE,
    /** Symbolic links to network block devices of the kernel, one process for each. */
    NBD
  }

  /** Which way the user asks for. */
  enum Via {
    /** FUSE where it can be used, else network block devices. */
    AUTO,
    FUSE,
    NBD
  }

  /** What the shown files are, which decides how they are released. */
  default Way way() {
    return Way.FUSE;
  }

  /**
   * One file to show.
   *
   * @param region the part of the disk; empty for all of it
   * @param mountPoint an existing empty file that shows it from now on, or is replaced by a link to
   *     the device that does
   */
  record Shown(Optional<Extent> region, Path mountPoint) {}

  /**
   * Starts a process that shows an image; the process number is in {@code pidFile} then. When it is
   * writable there can be one {@link Shown} only.
   */
  void show(ImageFiles.View image, Access access, List<Shown> shown, Path pidFile);

  /** Starts a process that shows writable parts of a disk that {@link #show} shows as a file. */
  void showParts(Path disk, List<Shown> parts, Path pidFile);
}
