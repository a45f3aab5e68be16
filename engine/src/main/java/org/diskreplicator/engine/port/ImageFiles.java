package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.process.CancelToken;

/** Image files of every format. */
public interface ImageFiles {
  /**
   * Reads the header of one image; what it stands on is named, not opened.
   *
   * @throws RefusedException when it is no image of that format, or in use
   */
  Header header(Path image, ImageFormat format);

  /**
   * Why an encrypted image cannot be read, as one sentence; empty when it can.
   *
   * @param image one whose header says that it is encrypted
   */
  Optional<String> lock(Path image, ImageFormat format);

  /**
   * Checks the structures of one image, not what it holds.
   *
   * @throws RefusedException when the key that was given does not open it
   */
  Check check(Path image, ImageFormat format);

  /** Makes an empty image; an existing file is overwritten. */
  void create(Path image, ImageFormat format, ByteSize size);

  /**
   * Makes a qcow2 image of {@code size} bytes that shows what is below it, and zeros behind its
   * end, until something else is written to it.
   *
   * @param below a path, or what {@link #nameOfPart} gives
   * @param format by which {@code below} is opened
   */
  void createOverlay(Path image, String below, ImageFormat format, ByteSize size);

  /** Copies a whole image into a new file, until {@code stop} is cancelled. */
  void convert(Conversion conversion, Progress progress, CancelToken stop);

  /**
   * Copies a whole image into a part of a disk that reads as zeros there, or as the same bytes;
   * zeros are skipped. The disk's image is raw, or qcow2 with nothing below.
   */
  void insert(Insertion insertion, Progress progress, CancelToken stop);

  /**
   * Compares what two images show; bytes behind an image's end count as zero.
   *
   * @return whether they are equal
   */
  boolean equal(View first, View second, Layout layout, Progress progress);

  /**
   * Writes what is selected of what an image shows over what a device holds, past the page cache
   * and until {@code stop} is cancelled; zeros are written too, and nothing else is touched.
   */
  void overwrite(Overwriting overwriting, Progress progress, CancelToken stop);

  /** The name by which a qcow2 header means a device, to be read as raw past the page cache. */
  String nameOfDevice(Path device);

  /** The name by which a qcow2 header means another image, to be opened by its format. */
  String nameOf(View image);

  /**
   * The name by which a qcow2 header means a part of another image, to be opened as raw.
   *
   * @param part in bytes of the disk that the image shows
   */
  String nameOfPart(View image, Extent part);

  /**
   * What an image says of itself.
   *
   * @param backing name of the image below it, as it is written in the header
   * @param backingFormat QEMU's name of its format
   * @param dataFiles names of further files that hold its bytes
   * @param compressed whether the format says that all data is compressed; where it does not say,
   *     some may be
   * @param clusters of a qcow2 image
   */
  record Header(
      ByteSize virtualSize,
      ByteSize allocatedSize,
      Optional<String> backing,
      Optional<String> backingFormat,
      List<String> dataFiles,
      boolean encrypted,
      int snapshots,
      boolean compressed,
      Optional<ClusterShape> clusters) {
    public Header {
      dataFiles = List.copyOf(dataFiles);
    }

    /** What an image says of itself that has no clusters. */
    public Header(
        ByteSize virtualSize,
        ByteSize allocatedSize,
        Optional<String> backing,
        Optional<String> backingFormat,
        List<String> dataFiles,
        boolean encrypted,
        int snapshots,
        boolean compressed) {
      this(
          virtualSize,
          allocatedSize,
          backing,
          backingFormat,
          dataFiles,
          encrypted,
          snapshots,
          compressed,
          Optional.empty());
    }
  }

  /** An image that is read in a known format. */
  record View(Path path, ImageFormat format) {}

  /**
   * One copy of a whole image.
   *
   * @param compressed zstd for qcow2 where the shape names no other way, else the format's own way
   * @param layout of the source's data
   * @param clusters of a qcow2 target
   * @param shape of the target
   */
  record Conversion(
      View source,
      Path target,
      ImageFormat format,
      boolean compressed,
      Layout layout,
      Clusters clusters,
      ImageShape shape) {

    /** A copy into an image of the usual shape. */
    public Conversion(
        View source,
        Path target,
        ImageFormat format,
        boolean compressed,
        Layout layout,
        Clusters clusters) {
      this(source, target, format, compressed, layout, clusters, ImageShape.USUAL);
    }
  }

  /**
   * One copy of a whole image to a place on another disk.
   *
   * @param layout of the source's data
   */
  record Insertion(View source, View target, Extent place, Layout layout) {}

  /**
   * What {@link #overwrite} writes.
   *
   * @param shown an image as long as the device
   * @param selection as the engine writes it, of the same length
   */
  record Overwriting(View shown, Path selection, Path device, Layout layout) {}

  /** What a qcow2 image can leave out. */
  enum Clusters {
    /** Whole clusters of 64 KiB. */
    WHOLE,
    /** 32nd parts of them, by extended L2 entries. */
    DIVIDED
  }

  /** How the data of a disk lies on it. */
  enum Layout {
    /** Mostly in long ranges. */
    CONTIGUOUS,
    /** In many short ranges, so that each request is small. */
    SCATTERED
  }

  /**
   * Result of {@link #check}.
   *
   * @param held which share of the disk, from 0 to 1, an image with compressed data holds; empty
   *     when nothing is compressed or the format does not tell
   */
  record Check(Integrity integrity, OptionalDouble held) {}

  /** State of an image's structures. */
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
