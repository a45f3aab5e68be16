package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.process.CancelToken;

/** Other sizes by the tools of the file systems. */
public final class ResizingTools implements Resizers {
  @Override
  public boolean grows(Content content) {
    return false;
  }

  @Override
  public OptionalLong smallest(Content content, Path window) {
    return OptionalLong.empty();
  }

  @Override
  public void resize(Content content, Path file, long bytes, CancelToken stop) {
    throw new RefusedException("No tool resizes " + content.name() + "; keep its size.");
  }
}
