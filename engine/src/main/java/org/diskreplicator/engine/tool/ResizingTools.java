package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.process.CancelToken;

/** Other sizes by the tools of the file systems. */
public final class ResizingTools implements Resizers {
  @Override
  public Range range(Content content, Path window) {
    return Range.none("no tool resizes " + content.name());
  }

  @Override
  public void resize(Content content, Path file, long bytes, CancelToken stop) {
    throw new RefusedException("No tool resizes " + content.name() + "; keep its size.");
  }
}
