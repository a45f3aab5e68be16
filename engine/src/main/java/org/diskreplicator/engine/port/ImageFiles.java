package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;

/** Image files of every format. */
public interface ImageFiles {
  /** Reads the headers of an image and of all that it stands on; formats are never guessed. */
  ImageInfo info(Path image, ImageFormat format);

  /** Checks the structures of an image, not what it holds. */
  Integrity check(Path image, ImageFormat format);

  /** Makes an empty image; an existing file is overwritten. */
  void create(Path image, ImageFormat format, ByteSize size);

  /** Copies a whole image into a new file. */
  void convert(Conversion conversion, Progress progress);

  /**
   * Compares what two images show in {@code range}; bytes behind an image's end count as zero.
   *
   * @return whether they are equal
   */
  boolean equal(View first, View second, Extent range);

  /** An image that is read in a known format. */
  record View(Path path, ImageFormat format) {}

  /**
   * One copy of a whole image.
   *
   * @param compressed zstd for qcow2, the format's own way otherwise
   * @param scattered whether the source's data lies in many short ranges
   */
  record Conversion(
      View source, Path target, ImageFormat format, boolean compressed, boolean scattered) {}

  /** Result of {@link #check}. */
  enum Integrity {
    SOUND,
    /** Space is wasted, but every byte reads right. */
    LEAKS,
    DAMAGED,
    /** The format has no check. */
    UNCHECKED
  }

  /** Takes the share that is done, from 0 to 1. */
  @FunctionalInterface
  interface Progress {
    Progress NONE = share -> {};

    void at(double share);
  }
}
