package org.diskreplicator.engine.model;

import java.nio.file.Path;

/**
 * The place where a target shall be.
 *
 * @param path absolute
 * @param isOfSource whether it is one of the files that hold the source
 * @param space bytes that the file system there can still take
 * @param largestFile bytes that one file there can have
 */
public record TargetFacts(
    Path path, Place place, Folder folder, boolean isOfSource, long space, long largestFile) {

  /** What is at the path now. */
  public enum Place {
    FREE,
    FILE,
    FOLDER,
    DEVICE,
    OTHER
  }

  /** The folder that shall hold the target. */
  public enum Folder {
    WRITABLE,
    READ_ONLY,
    MISSING,
    NOT_A_FOLDER
  }
}
