package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.TargetState;

/**
 * What a clone came to.
 *
 * @param virtualSize bytes of the target's disk
 * @param copiedBytes bytes that travelled
 * @param allocatedBytes bytes that the target takes where it is stored
 * @param copiedWhole regions whose map was not trusted by the full check
 * @param millis the whole execution
 */
public record CloneReport(
    Path target,
    ImageFormat format,
    TargetState state,
    long virtualSize,
    long copiedBytes,
    long allocatedBytes,
    List<Region> copiedWhole,
    long millis) {
  public CloneReport {
    copiedWhole = List.copyOf(copiedWhole);
  }

  /** The same about a target in another state. */
  public CloneReport in(TargetState other) {
    return new CloneReport(
        target, format, other, virtualSize, copiedBytes, allocatedBytes, copiedWhole, millis);
  }
}
