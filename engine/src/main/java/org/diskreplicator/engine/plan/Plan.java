package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;

/**
 * What a clone will do, step by step; a dry run prints the very object that is carried out.
 *
 * @param target absolute path of the file that will be there at the end
 * @param virtualSize bytes of the target's disk
 * @param free bytes of the target's disk that are left out
 * @param patches bytes that differ from the source's on purpose: a moved GPT
 * @param regions what becomes of each region of the source
 * @param warnings sentences that the user should read
 */
public record Plan(
    Inspection source,
    Path target,
    ImageFormat format,
    long virtualSize,
    ExtentSet free,
    List<Patch> patches,
    List<RegionPlan> regions,
    List<Step> steps,
    List<String> warnings,
    CloneOptions options)
    implements PlanResult {
  public Plan {
    patches = List.copyOf(patches);
    regions = List.copyOf(regions);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** What may still be left out when the maps of {@code doubtful} areas are not believed. */
  public ExtentSet freeWithout(List<? extends Area> doubtful) {
    ExtentSet left = free;
    for (Area area : doubtful) {
      ExtentSet inScope = area.onDisk().intersect(source.scope());
      left = left.subtract(inScope.shift(-source.scope().offset()));
    }
    return left;
  }

  /** Bytes of the target's disk that differ from the source's on purpose. */
  public ExtentSet patched() {
    return ExtentSet.of(
        patches.stream().map(patch -> Extent.between(patch.offset(), patch.end())).toList());
  }

  /** Whether the target is a block device and no file. */
  public boolean isOntoDevice() {
    return steps.stream().anyMatch(Step.Erase.class::isInstance);
  }

  /** Bytes of the target's disk that are not left out; most of them may never have been written. */
  public long usedBytes() {
    return virtualSize - free.totalBytes();
  }

  /** What the target stands on, when it stands on anything. */
  public Optional<KeptBacking> backing() {
    return options.backing() == CloneOptions.Backing.KEEP
        ? KeptBacking.of(source, target)
        : Optional.empty();
  }

  /**
   * About how many bytes travel when {@code wanted} are not left out: no more than were written.
   */
  public long movedBytes(long wanted) {
    return Planner.moved(source, wanted);
  }
}
