package org.diskreplicator.engine.usage;

import java.nio.file.Path;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;

/** The fallback for contents without a reader. */
record AllUsedMaps(ContentState state, String reason) implements UsedMapReader {
  @Override
  public UsedMap read(Path disk, Extent region) {
    return UsedMap.allUsed(region.length(), state, reason);
  }
}
