package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;

/** Finds out what a stretch of a disk holds. */
@FunctionalInterface
public interface SignatureProbe {
  /**
   * Looks at {@code region} of a disk that is readable as a file. A region that claims to be
   * several things at once has no signature.
   */
  Signature probe(Path disk, Extent region);
}
