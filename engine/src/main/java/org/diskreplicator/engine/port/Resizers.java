package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.process.CancelToken;

/** Gives file systems other sizes, where their own tools can do that without a mount. */
public interface Resizers {
  /** Whether there is a tool for this content at all, installed or not. */
  boolean serves(Content content);

  /** To which sizes a tool of this machine can bring the content that {@code window} shows. */
  Range range(Content content, Path window);

  /**
   * Resizes the content of a writable file that is as long as the larger of both sizes. Where a
   * journal waits to be replayed, that happens first. What lies behind {@code bytes} afterwards is
   * of no meaning.
   *
   * @throws RefusedException when the tool cannot; the file is of no use then
   */
  void resize(Content content, Path file, long bytes, CancelToken stop);

  /**
   * Sizes that a tool can give to a content.
   *
   * @param smallest bytes to which it can shrink the content; empty when it cannot
   * @param grows whether it can make the content larger
   * @param obstacle why it cannot do one of these, a short clause for people; empty when it can
   */
  record Range(OptionalLong smallest, boolean grows, String obstacle) {
    /** Only the size that it has. */
    public static Range none(String obstacle) {
      return new Range(OptionalLong.empty(), false, obstacle);
    }
  }
}
