package org.diskreplicator.engine.port;

import org.diskreplicator.engine.model.Extent;

/** Shows images as files. */
public interface Windows {
  /** The whole disk that an image holds, read-only. */
  Window disk(ImageFiles.View image);

  /** A part of that disk, as a file that starts and ends with it, read-only. */
  Window region(ImageFiles.View image, Extent region);

  /** The same as {@link #region}, and not even root can write to the image through it. */
  default Window guarded(ImageFiles.View image, Extent region) {
    return region(image, region);
  }
}
