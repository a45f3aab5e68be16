package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;

/** Mounts file systems by the kernel, which takes root, in the run's own folder. */
public interface Mounts {
  /**
   * How a type of file system is mounted.
   *
   * @param type as the kernel names it
   * @param options of this type, such as those that keep it from replaying a journal; not empty
   */
  record Way(String type, String options) {}

  /** A mounted file system, until closed. */
  interface Mounted extends AutoCloseable {
    /** Where its root is; a path without hostile characters. */
    Path folder();

    /** Writes back what is to be written, and unmounts. */
    @Override
    void close();
  }

  /**
   * Mounts a part of the disk that an image holds; nothing of it can be changed.
   *
   * @throws MissingPrerequisiteException when this needs root, or the machine has no loop device
   * @throws RefusedException when the kernel does not mount it, with the kernel's reason
   */
  Mounted original(ImageFiles.View disk, Extent part, Way way);

  /** Mounts a plain file, to be written to; once closed, the kernel does not touch it any more. */
  Mounted target(Path file, Way way);
}
