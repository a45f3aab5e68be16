package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.port.Replays;

/** Replays nothing: what waits for it is read as it is. */
public final class NoReplays implements Replays {
  @Override
  public boolean isNeeded(Content content, Path window) {
    return false;
  }

  @Override
  public boolean needsSuperUser(Content content) {
    return false;
  }

  @Override
  public void replay(Content content, Path file) {
    throw new UnsupportedOperationException("nothing waits to be replayed");
  }
}
