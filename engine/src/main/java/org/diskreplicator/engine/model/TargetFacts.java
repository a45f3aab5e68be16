package org.diskreplicator.engine.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The place where a target shall be.
 *
 * @param path absolute
 * @param isOfSource whether it is one of the files that hold the source
 * @param space bytes that the file system there can still take
 * @param largestFile bytes that one file there can have
 * @param device what is there, when it is a block device
 */
public record TargetFacts(
    Path path,
    Place place,
    Folder folder,
    boolean isOfSource,
    long space,
    long largestFile,
    Optional<DeviceFacts> device) {

  /** A place for a file. */
  public TargetFacts(
      Path path, Place place, Folder folder, boolean isOfSource, long space, long largestFile) {
    this(path, place, folder, isOfSource, space, largestFile, Optional.empty());
  }

  /** A block device. */
  public static TargetFacts device(Path path, boolean isOfSource, DeviceFacts facts) {
    return new TargetFacts(
        path,
        Place.DEVICE,
        Folder.WRITABLE,
        isOfSource,
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        Optional.of(facts));
  }

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
