package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Placement;

/** Shows images as files. */
public interface Windows {
  /** The whole disk that an image holds, read-only. */
  Window disk(ImageFiles.View image);

  /** A part of that disk, as a file that starts and ends with it, read-only. */
  Window region(ImageFiles.View image, Extent region);

  /**
   * The bytes of a volume of a disk that is readable as a file, read-only.
   *
   * @throws MissingPrerequisiteException where this way of showing disks cannot show volumes
   */
  default Window volume(Path disk, Placement placement) {
    throw new MissingPrerequisiteException(
        "Showing volumes that lie inside of a disk",
        "Install fuse3 and qemu-system-common, and see that /dev/fuse may be used.");
  }

  /** The same as {@link #region}, and not even root can write to the image through it. */
  default Window guarded(ImageFiles.View image, Extent region) {
    return region(image, region);
  }
}
