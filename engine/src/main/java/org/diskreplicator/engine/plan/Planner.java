package org.diskreplicator.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;

/** Decides what a clone does; touches no process and no file. */
public final class Planner {
  /**
   * The regions of which a plan needs to know what can be done with their contents; of most clones
   * none, and finding out takes time.
   */
  public List<Region> questions(Inspection source, TargetFacts target, CloneOptions asked) {
    CloneOptions options = fitted(source, target, asked);
    return refusal(source, target, options).isPresent()
            || options.backing() == CloneOptions.Backing.KEEP
        ? List.of()
        : Questions.of(source, options, size(source, options));
  }

  /** The plan for a clone of a source of whose contents nothing has to be known. */
  public PlanResult plan(Inspection source, TargetFacts target, CloneOptions options) {
    return plan(source, target, options, Abilities.NONE);
  }

  /**
   * The plan for a clone, or why it is refused.
   *
   * @param abilities of the regions that {@link #questions} names
   */
  public PlanResult plan(
      Inspection source, TargetFacts target, CloneOptions asked, Abilities abilities) {
    CloneOptions options = fitted(source, target, asked);
    Optional<String> refusal = refusal(source, target, options);
    if (refusal.isPresent()) {
      return new PlanResult.Rejection(refusal.get());
    }
    long size = size(source, options);
    try {
      Arrangement arrangement = arrangement(source, options, size, abilities);
      return arrangement.isMirror()
          ? mirror(source, target, options, size, arrangement.warnings())
          : assemble(source, target, options, size, abilities, arrangement);
    } catch (TooSmallException e) {
      return new PlanResult.Rejection(e.sentence(target));
    } catch (RefusedException e) {
      return new PlanResult.Rejection(e.sentence());
    }
  }

  private static CloneOptions fitted(Inspection source, TargetFacts target, CloneOptions asked) {
    return BackingRules.fitted(DeviceRules.fitted(asked, target), source);
  }

  private static Optional<String> refusal(
      Inspection source, TargetFacts target, CloneOptions options) {
    return SourceRules.refusal(source, options)
        .or(() -> BackingRules.refusal(source, target, options))
        .or(() -> TargetRules.refusal(source, target, options))
        .or(() -> LayoutRules.refusal(source, options));
  }

  private static long size(Inspection source, CloneOptions options) {
    return options.size().map(ByteSize::bytes).orElse(source.scope().length());
  }

  private static Arrangement arrangement(
      Inspection source, CloneOptions options, long size, Abilities abilities) {
    if (isPlain(source, options, size) || options.backing() == CloneOptions.Backing.KEEP) {
      return Arrangement.mirror(List.of());
    }
    Function<Region, Prospect> prospects =
        region ->
            new Prospect(
                region,
                source.freeIn(region),
                abilities.of(region),
                options.strategyOf(region),
                options.dirty());
    if (source.isPartition() || source.table().isEmpty()) {
      return new WholeContent(prospects.apply(source.regions().get(0)), options).arrange(size);
    }
    return isOptional(source, options, size) && SourceLayout.isDisordered(source)
        ? Arrangement.mirror(List.of())
        : new TableDisk(SourceLayout.of(source, prospects), options).arrange(size);
  }

  /** Whether growing was not asked for, and nothing else was either. */
  private static boolean isOptional(Inspection source, CloneOptions options, long size) {
    return options.growth().kind() == Growth.Kind.LAST
        && isPlain(source, options.growing(Growth.NONE), size);
  }

  /** Whether nothing is asked for but the blocks, at their places. */
  private static boolean isPlain(Inspection source, CloneOptions options, long size) {
    return Questions.of(source, options, size).isEmpty()
        && source.regions().stream().noneMatch(region -> Replaying.happens(region, options))
        && size >= source.scope().length()
        && options.growth().kind() != Growth.Kind.NAMED;
  }

  private static Assembly assemble(
      Inspection source,
      TargetFacts target,
      CloneOptions options,
      long size,
      Abilities abilities,
      Arrangement arrangement) {
    ImageFormat format = TargetRules.format(target, options).orElseThrow();
    List<Step> steps =
        new AssemblySteps(source, abilities, options).of(arrangement, target, format);
    List<Region> copied =
        arrangement.pieces().stream()
            .filter(Piece.Copied.class::isInstance)
            .map(Piece::source)
            .toList();
    long bytes = moved(source, AssemblySteps.bytes(steps));
    List<String> warnings = new ArrayList<>(arrangement.warnings());
    arrangement.pieces().stream()
        .filter(Piece.Replayed.class::isInstance)
        .map(piece -> Warnings.replayed(piece.source()))
        .forEach(warnings::add);
    warnings.addAll(Warnings.of(source, target, copied, bytes, options));
    return new Assembly(
        source,
        target.path(),
        format,
        size,
        arrangement.table(),
        arrangement.pieces(),
        steps,
        warnings,
        options);
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
    return mirror(source, copy, CloneOptions.comparing(format, size), size, List.of());
  }

  private static PlanResult mirror(
      Inspection source,
      TargetFacts target,
      CloneOptions options,
      long size,
      List<String> warnings) {
    TableMove move = TableMove.of(source, size);
    return move.refusal()
        .<PlanResult>map(PlanResult.Rejection::new)
        .orElseGet(() -> build(source, target, options, size, move, warnings));
  }

  private static Plan build(
      Inspection source,
      TargetFacts target,
      CloneOptions options,
      long size,
      TableMove move,
      List<String> before) {
    ImageFormat format = TargetRules.format(target, options).orElseThrow();
    List<RegionPlan> regions =
        source.regions().stream().map(region -> regionPlan(source, region, options)).toList();
    ExtentSet free = free(source, options, size);
    List<String> warnings = new ArrayList<>(before);
    long bytes = copied(source, options, size - free.totalBytes());
    warnings.addAll(Warnings.of(source, target, source.areas(), bytes, options));
    return new Plan(
        source,
        target.path(),
        format,
        size,
        free,
        move.patches(),
        regions,
        steps(source, target, options, format, size, free),
        warnings,
        options);
  }

  /** What the maps call free, and what a larger target has more than the source. */
  private static ExtentSet free(Inspection source, CloneOptions options, long size) {
    ExtentSet added = ExtentSet.builder().add(source.scope().length(), size).build();
    return options.strategy() == Strategy.RAW && options.partitions().isEmpty()
        ? added
        : source.free().subtract(raw(source, options)).union(added);
  }

  /** What was asked for raw, relative to the scope. */
  private static ExtentSet raw(Inspection source, CloneOptions options) {
    return ExtentSet.of(
        source.regions().stream()
            .filter(region -> options.strategyOf(region) == Strategy.RAW)
            .map(region -> region.extent().shift(-source.scope().offset()))
            .toList());
  }

  private static RegionPlan regionPlan(Inspection source, Region region, CloneOptions options) {
    long size = region.extent().length();
    if (options.strategyOf(region) == Strategy.RAW) {
      return new RegionPlan(region, Strategy.RAW, size, "asked for: every byte");
    }
    ExtentSet free = source.freeIn(region);
    Strategy strategy = free.isEmpty() ? Strategy.RAW : Strategy.BLOCKS;
    return new RegionPlan(region, strategy, size - free.totalBytes(), region.usedMap().reason());
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
    DeviceRules.erase(target).ifPresent(steps::add);
    steps.add(
        new Step.WriteMask(
            free.totalBytes(), free.count(), "free ranges read as zero, the rest is the source"));
    steps.addAll(checks(source, options));
    steps.add(
        new Step.Copy(
            copied(source, options, used),
            format,
            options.compression() == CloneOptions.Compression.COMPRESSED,
            Scatter.isGreat(used, free),
            Scatter.dividesClusters(format, options, Scatter.isGreat(used, free)),
            options.backing() == CloneOptions.Backing.KEEP
                ? "qemu-img moves what the topmost image itself holds of the masked source"
                : "qemu-img moves the bytes of the masked source"));
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
    if (options.trust() == CloneOptions.MapTrust.BLIND) {
      return List.of();
    }
    ExtentSet raw = raw(source, options).shift(source.scope().offset());
    return source.areas().stream()
        .filter(area -> !area.freeOnDisk().subtract(raw).isEmpty())
        .<Step>flatMap(area -> Step.CheckMap.of(area).stream())
        .toList();
  }

  /** Of a layer that is kept, no more travels than it holds itself. */
  private static long copied(Inspection source, CloneOptions options, long wanted) {
    return options.backing() == CloneOptions.Backing.KEEP
        ? Math.min(wanted, source.image().heldSize().bytes())
        : moved(source, wanted);
  }

  /** What was never written to the source does not travel; a device does not say what was. */
  static long moved(Inspection source, long wanted) {
    long written = source.image().chainHeldBytes();
    return written == 0 ? wanted : Math.min(wanted, written);
  }
}
