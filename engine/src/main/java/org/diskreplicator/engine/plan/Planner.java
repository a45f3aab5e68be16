package org.diskreplicator.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;

/** Decides what a clone does; touches no process and no file. */
public final class Planner {
  /** Below this average length one processor serves qemu-img faster than two; decision 0005. */
  private static final long SCATTERED_RANGE = 256 << 10;

  private static final int SCATTERED_COUNT = 5_000;

  /** The plan for a clone, or why it is refused. */
  public PlanResult plan(Inspection source, TargetFacts target, CloneOptions asked) {
    CloneOptions options = DeviceRules.fitted(asked, target);
    Optional<String> refusal =
        SourceRules.refusal(source, options).or(() -> TargetRules.refusal(source, target, options));
    if (refusal.isPresent()) {
      return new PlanResult.Rejection(refusal.get());
    }
    long size = options.size().map(ByteSize::bytes).orElse(source.scope().length());
    TableMove move = TableMove.of(source, size);
    if (move.refusal().isPresent()) {
      return new PlanResult.Rejection(move.refusal().get());
    }
    return build(source, target, options, size, move);
  }

  /**
   * The plan of which {@code copy} should be the outcome, or why there is none.
   *
   * @param size bytes of the copy's disk
   */
  public PlanResult expect(Inspection source, TargetFacts copy, ImageFormat format, long size) {
    if (size < source.scope().length()) {
      return new PlanResult.Rejection(
          "'"
              + copy.path()
              + "' holds a disk of "
              + size
              + " bytes, and the source has "
              + source.scope().length()
              + "; it is no copy of it.");
    }
    TableMove move = TableMove.of(source, size);
    return move.refusal()
        .<PlanResult>map(PlanResult.Rejection::new)
        .orElseGet(() -> build(source, copy, CloneOptions.comparing(format, size), size, move));
  }

  private static Plan build(
      Inspection source, TargetFacts target, CloneOptions options, long size, TableMove move) {
    ImageFormat format = TargetRules.format(target, options).orElseThrow();
    List<RegionPlan> regions =
        source.regions().stream().map(region -> regionPlan(region, options)).toList();
    ExtentSet free = free(source, options, size);
    long used = size - free.totalBytes();
    return new Plan(
        source,
        target.path(),
        format,
        size,
        free,
        move.patches(),
        regions,
        steps(source, target, options, format, size, free),
        warnings(source, target, moved(source, used), options),
        options);
  }

  /** What the maps call free, and what a larger target has more than the source. */
  private static ExtentSet free(Inspection source, CloneOptions options, long size) {
    ExtentSet added = ExtentSet.builder().add(source.scope().length(), size).build();
    return options.strategy() == Strategy.RAW ? added : source.free().union(added);
  }

  private static RegionPlan regionPlan(Region region, CloneOptions options) {
    long size = region.extent().length();
    if (options.strategy() == Strategy.RAW) {
      return new RegionPlan(region, Strategy.RAW, size, "asked for: every byte");
    }
    if (region.usedMap().free().isEmpty()) {
      return new RegionPlan(region, Strategy.RAW, size, region.usedMap().reason());
    }
    return new RegionPlan(
        region, Strategy.BLOCKS, region.usedMap().usedBytes(), region.usedMap().reason());
  }

  private static List<Step> steps(
      Inspection source,
      TargetFacts target,
      CloneOptions options,
      ImageFormat format,
      long size,
      ExtentSet free) {
    List<Step> steps = new ArrayList<>();
    long used = size - free.totalBytes();
    if (target.device().isPresent()) {
      steps.add(new Step.Erase(target.path(), Math.min(size, 2 * Step.Finish.HEAD_BYTES)));
    }
    steps.add(
        new Step.WriteMask(
            free.totalBytes(), free.count(), "free ranges read as zero, the rest is the source"));
    steps.addAll(checks(source, options));
    steps.add(
        new Step.Copy(
            moved(source, used),
            format,
            options.compression() == CloneOptions.Compression.COMPRESSED,
            isScattered(used, free),
            hasSubclusters(format, options, isScattered(used, free)),
            "qemu-img moves the bytes of the masked source"));
    if (options.proof() == CloneOptions.Proof.COMPARE) {
      steps.add(new Step.Compare(moved(source, used)));
    }
    steps.add(
        target.device().isPresent()
            ? new Step.Finish(target.path(), Math.min(size, Step.Finish.HEAD_BYTES))
            : new Step.Publish(target.path(), options.existing()));
    return steps;
  }

  private static List<Step> checks(Inspection source, CloneOptions options) {
    if (options.strategy() == Strategy.RAW || options.trust() == CloneOptions.MapTrust.BLIND) {
      return List.of();
    }
    return source.regions().stream()
        .filter(region -> !region.usedMap().free().isEmpty())
        .flatMap(
            region ->
                region.usedMap().check().stream()
                    .<Step>map(check -> new Step.CheckMap(region, check)))
        .toList();
  }

  /** What was never written to the source does not travel; a device does not say what was. */
  static long moved(Inspection source, long wanted) {
    long written = source.image().chainHeldBytes();
    return written == 0 ? wanted : Math.min(wanted, written);
  }

  /** A short range takes a whole cluster of 64 KiB without them, and 2 KiB with them. */
  private static boolean hasSubclusters(
      ImageFormat format, CloneOptions options, boolean scattered) {
    return switch (options.subclusters()) {
      case ON -> true;
      case OFF -> false;
      case AUTO ->
          scattered
              && format == ImageFormat.QCOW2
              && options.compression() == CloneOptions.Compression.NONE;
    };
  }

  private static boolean isScattered(long used, ExtentSet free) {
    return free.count() > SCATTERED_COUNT && used / free.count() < SCATTERED_RANGE;
  }

  private static List<String> warnings(
      Inspection source, TargetFacts target, long used, CloneOptions options) {
    List<String> warnings = new ArrayList<>();
    if (options.strategy() != Strategy.RAW) {
      source.regions().stream()
          .filter(region -> region.kind() != Region.Kind.GAP)
          .filter(region -> isFallback(region.usedMap().state()))
          .map(
              region ->
                  capitalized(region.title())
                      + " ("
                      + region.content().name()
                      + ", "
                      + region.usedMap().state()
                      + ") is copied whole: "
                      + region.usedMap().reason()
                      + ".")
          .forEach(warnings::add);
    }
    if (source.image().snapshots() > 0) {
      warnings.add("The internal snapshots of the image are not copied, only its current state.");
    }
    if (used > target.space() && options.compression() == CloneOptions.Compression.NONE) {
      warnings.add(
          "The target's folder has "
              + ByteSize.of(target.space())
              + " left, and up to "
              + ByteSize.of(used)
              + " may be needed.");
    }
    return warnings;
  }

  private static boolean isFallback(ContentState state) {
    return state != ContentState.CLEAN && state != ContentState.UNKNOWN;
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
