package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.Volume;

/** What the user should know before a clone. */
final class Warnings {
  private Warnings() {}

  /**
   * Sentences about a clone.
   *
   * @param copied the areas whose blocks travel
   * @param bytes how many travel
   */
  static List<String> of(
      Inspection source,
      TargetFacts target,
      List<? extends Area> copied,
      long bytes,
      CloneOptions options) {
    Stream<String> fallbacks =
        copied.stream()
            .filter(area -> isAsked(area, options))
            .filter(area -> isFallback(area.usedMap().state()))
            .map(Warnings::fallback);
    return Stream.concat(
            fallbacks,
            Stream.of(
                    snapshots(source),
                    encryption(source),
                    space(target, bytes, options),
                    BackingRules.warning(source, target, options),
                    DeviceRules.warning(source, target))
                .flatMap(Optional::stream))
        .toList();
  }

  private static boolean isAsked(Area area, CloneOptions options) {
    return !(area instanceof Region region)
        || (region.kind() != Region.Kind.GAP && options.strategyOf(region) != Strategy.RAW);
  }

  private static boolean isFallback(ContentState state) {
    return state != ContentState.CLEAN && state != ContentState.UNKNOWN;
  }

  private static String fallback(Area area) {
    return Wording.capitalized(area.title())
        + " ("
        + area.content().name()
        + ", "
        + area.usedMap().state()
        + ") is copied whole: "
        + area.usedMap().reason()
        + advice(area);
  }

  private static String advice(Area area) {
    return switch (area.usedMap().state()) {
      case NEEDS_REPLAY -> replay(area);
      case HIBERNATED ->
          "; to copy less, start the suspended system and shut it down, and never start it from both"
              + " disks.";
      case DIRTY -> "; to copy less, have its own system mount and unmount it.";
      case DAMAGED -> "; the copy is as damaged as the source, so repair the copy.";
      case CLEAN, UNSUPPORTED, UNKNOWN -> ".";
    };
  }

  /** Volumes are replayed by nothing here, as a replay would have to go through their layer. */
  private static String replay(Area area) {
    if (area instanceof Volume) {
      return "; to copy less, have its own system mount and unmount it.";
    }
    return Replaying.of(area.content())
        .map(
            way ->
                "; --dirty replay copies what it is after a replay in a throw-away overlay, which"
                    + " takes "
                    + way.needs()
                    + ".")
        .orElse("; nothing here replays " + area.content().name() + ".");
  }

  /** What the user should know of a content that the copy holds in another state. */
  static String replayed(Region region) {
    return Wording.capitalized(region.title())
        + " ("
        + region.content().name()
        + ", "
        + region.usedMap().state()
        + ") is replayed in a throw-away overlay and copied from there; the source stays as it is.";
  }

  private static Optional<String> snapshots(Inspection source) {
    int count = source.image().snapshots();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            (count == 1 ? "An internal snapshot" : count + " internal snapshots")
                + " of the image "
                + (count == 1 ? "is" : "are")
                + " not copied, only its current state.");
  }

  private static Optional<String> encryption(Inspection source) {
    return source.image().encrypted()
        ? Optional.of("The source is encrypted, and the copy is not.")
        : Optional.empty();
  }

  private static Optional<String> space(TargetFacts target, long bytes, CloneOptions options) {
    return bytes > target.space() && options.compression() == CloneOptions.Compression.NONE
        ? Optional.of(
            "The target's folder has "
                + ByteSize.of(target.space())
                + " left, and up to "
                + ByteSize.of(bytes)
                + " may be needed.")
        : Optional.empty();
  }
}
