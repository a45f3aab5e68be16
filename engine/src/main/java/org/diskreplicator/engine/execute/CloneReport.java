package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.KeptBacking;

/**
 * What a clone came to.
 *
 * @param virtualSize bytes of the target's disk
 * @param copiedBytes bytes that travelled
 * @param allocatedBytes bytes that the target takes where it is stored
 * @param copiedWhole areas whose map was not trusted by the full check
 * @param millis the whole execution
 * @param backing what the target stands on, if on anything
 */
public record CloneReport(
    Path target,
    ImageFormat format,
    TargetState state,
    long virtualSize,
    long copiedBytes,
    long allocatedBytes,
    List<Area> copiedWhole,
    long millis,
    Optional<KeptBacking> backing) {
  public CloneReport {
    copiedWhole = List.copyOf(copiedWhole);
  }

  /** About a target that stands on nothing. */
  public CloneReport(
      Path target,
      ImageFormat format,
      TargetState state,
      long virtualSize,
      long copiedBytes,
      long allocatedBytes,
      List<Area> copiedWhole,
      long millis) {
    this(
        target,
        format,
        state,
        virtualSize,
        copiedBytes,
        allocatedBytes,
        copiedWhole,
        millis,
        Optional.empty());
  }

  /** The same about a target in another state. */
  public CloneReport in(TargetState other) {
    return new CloneReport(
        target,
        format,
        other,
        virtualSize,
        copiedBytes,
        allocatedBytes,
        copiedWhole,
        millis,
        backing);
  }
}
