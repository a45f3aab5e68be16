package org.diskreplicator.engine.port;

/** Shows images as files that can be written, to the run alone and until they are closed. */
@FunctionalInterface
public interface WritableWindows {
  /**
   * The disk that an image holds; what is written is in the image once the window is closed. One
   * window of an image can be open at a time.
   */
  Window writable(ImageFiles.View image);
}
