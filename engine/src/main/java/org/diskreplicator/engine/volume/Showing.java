package org.diskreplicator.engine.volume;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Placement;

/** Shows bytes of the disk as a file, for programs that know a layer's structures. */
@FunctionalInterface
public interface Showing {
  /** A file that starts and ends with them, read-only; it stays as long as the run. */
  Path show(Placement placement);
}
