package org.diskreplicator.engine.port;

import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;

/** Gives back the space that bytes of an image take which nobody needs. */
@FunctionalInterface
public interface Discards {
  /**
   * Discards these bytes; they may read as anything afterwards. Whatever ends it early leaves an
   * image in which some of them are discarded and all else is as it was.
   *
   * @param ranges bytes of the disk that the image shows
   * @param locked runs when no other program can write to the image any more, and before anything
   *     is discarded; what it throws is thrown here, with nothing discarded
   * @param stop ends it early
   * @throws RefusedException when another program has the image open
   * @throws CommandFailedException when a range could not be discarded
   */
  void discard(View image, ExtentSet ranges, Runnable locked, Progress progress, CancelToken stop);
}
