package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;

/** Finishes what a file system had begun when it was last written: journals and logs. */
public interface Replays {
  /** Whether something waits to be replayed in the content that {@code window} shows. */
  boolean isNeeded(Content content, Path window);

  /** Whether only root can replay this content. */
  boolean needsSuperUser(Content content);

  /**
   * Replays in a writable file that starts and ends with the content.
   *
   * @throws RefusedException when that fails; the file is of no use then
   */
  void replay(Content content, Path file);
}
