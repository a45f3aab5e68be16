package org.diskreplicator.engine.port;

import java.nio.file.Path;

/** Moves what a plain file holds without reading or writing it. */
@FunctionalInterface
public interface FileShift {
  /**
   * Puts a hole in front of all that a file holds.
   *
   * @param distance bytes, more than zero
   * @return whether it was done; a file system that cannot leaves the file as it was
   */
  boolean shift(Path file, long distance);
}
