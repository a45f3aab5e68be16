package org.diskreplicator.engine.usage;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;

/** Reads the used map of one kind of content. */
@FunctionalInterface
public interface UsedMapReader {
  /**
   * Maps {@code region} of a disk that is readable as a file. What cannot be trusted comes back as
   * all used, with the reason; it is never an exception.
   */
  UsedMap read(Path disk, Extent region);
}
