package org.diskreplicator.engine.port;

import org.diskreplicator.engine.model.Extent;

/** Shows images as files that can be written, to the run alone and until they are closed. */
public interface WritableWindows {
  /**
   * A part of the disk that an image holds, as a file that starts and ends with it; what is written
   * is in the image once the window is closed. One window of an image can be open at a time.
   */
  Window writable(ImageFiles.View image, Extent part);
}
