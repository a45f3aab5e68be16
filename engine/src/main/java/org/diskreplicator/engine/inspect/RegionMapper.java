package org.diskreplicator.engine.inspect;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;

/** Reads the used map of a region by its content. */
@FunctionalInterface
public interface RegionMapper {
  UsedMap read(Content content, Path disk, Extent region);
}
