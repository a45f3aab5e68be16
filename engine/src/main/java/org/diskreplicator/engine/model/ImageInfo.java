package org.diskreplicator.engine.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image or device as it is.
 *
 * @param path absolute
 * @param virtualSize bytes of the disk that it shows
 * @param allocatedSize bytes that it takes where it is stored; 0 for a device, which does not say
 * @param backing the image below it, when there is one
 * @param dataFiles further files that hold its bytes: external data file, vmdk extents
 * @param encrypted whether reading it needs a key
 * @param snapshots number of internal snapshots
 * @param heldSize most bytes of the disk that it holds data for: more than it takes when they are
 *     compressed
 * @param layer how it stands on {@code backing}, when both are there and it is a qcow2 image
 */
public record ImageInfo(
    Path path,
    ImageFormat format,
    ByteSize virtualSize,
    ByteSize allocatedSize,
    Optional<ImageInfo> backing,
    List<Path> dataFiles,
    boolean encrypted,
    int snapshots,
    ByteSize heldSize,
    Optional<Layer> layer) {
  public ImageInfo {
    dataFiles = List.copyOf(dataFiles);
  }

  /** An image of which is not known how it stands on another one. */
  public ImageInfo(
      Path path,
      ImageFormat format,
      ByteSize virtualSize,
      ByteSize allocatedSize,
      Optional<ImageInfo> backing,
      List<Path> dataFiles,
      boolean encrypted,
      int snapshots,
      ByteSize heldSize) {
    this(
        path,
        format,
        virtualSize,
        allocatedSize,
        backing,
        dataFiles,
        encrypted,
        snapshots,
        heldSize,
        Optional.empty());
  }

  /** An image in which nothing is compressed. */
  public ImageInfo(
      Path path,
      ImageFormat format,
      ByteSize virtualSize,
      ByteSize allocatedSize,
      Optional<ImageInfo> backing,
      List<Path> dataFiles,
      boolean encrypted,
      int snapshots) {
    this(
        path,
        format,
        virtualSize,
        allocatedSize,
        backing,
        dataFiles,
        encrypted,
        snapshots,
        allocatedSize);
  }

  /** Bytes that the image and all that it stands on hold; 0 for a device, which does not say. */
  public long chainHeldBytes() {
    return heldSize.bytes() + backing.map(ImageInfo::chainHeldBytes).orElse(0L);
  }
}
