package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.process.CancelToken;

/** Gives file systems other sizes, where their own tools can do that without a mount. */
public interface Resizers {
  /** Whether a tool on this machine can make this content larger. */
  boolean grows(Content content);

  /**
   * Bytes to which a tool can shrink the content that {@code window} shows; empty when none can.
   */
  OptionalLong smallest(Content content, Path window);

  /**
   * Resizes the content of a writable file that is as long as the larger of both sizes. Where a
   * journal waits to be replayed, that happens first. What lies behind {@code bytes} afterwards is
   * of no meaning.
   *
   * @throws RefusedException when the tool cannot; the file is of no use then
   */
  void resize(Content content, Path file, long bytes, CancelToken stop);
}
