package org.diskreplicator.engine.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image or device as it is.
 *
 * @param path absolute
 * @param virtualSize bytes of the disk that it shows
 * @param allocatedSize bytes that it takes where it is stored
 * @param backing the image below it, when there is one
 * @param dataFiles further files that hold its bytes: external data file, vmdk extents
 * @param encrypted whether reading it needs a key
 * @param snapshots number of internal snapshots
 */
public record ImageInfo(
    Path path,
    ImageFormat format,
    ByteSize virtualSize,
    ByteSize allocatedSize,
    Optional<ImageInfo> backing,
    List<Path> dataFiles,
    boolean encrypted,
    int snapshots) {
  public ImageInfo {
    dataFiles = List.copyOf(dataFiles);
  }

  /** Bytes that the image and all that it stands on take; 0 for a device, which does not say. */
  public long chainAllocatedBytes() {
    return allocatedSize.bytes() + backing.map(ImageInfo::chainAllocatedBytes).orElse(0L);
  }
}
