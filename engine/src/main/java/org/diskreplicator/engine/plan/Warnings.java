package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;

/** What the user should know before a clone. */
final class Warnings {
  private Warnings() {}

  /**
   * Sentences about a clone.
   *
   * @param copied the regions whose blocks travel
   * @param bytes how many travel
   */
  static List<String> of(
      Inspection source,
      TargetFacts target,
      List<Region> copied,
      long bytes,
      CloneOptions options) {
    Stream<String> fallbacks =
        copied.stream()
            .filter(region -> region.kind() != Region.Kind.GAP)
            .filter(region -> options.strategyOf(region) != Strategy.RAW)
            .filter(region -> isFallback(region.usedMap().state()))
            .map(Warnings::fallback);
    return Stream.concat(
            fallbacks,
            Stream.of(
                    snapshots(source),
                    space(target, bytes, options),
                    DeviceRules.warning(source, target))
                .flatMap(Optional::stream))
        .toList();
  }

  private static boolean isFallback(ContentState state) {
    return state != ContentState.CLEAN && state != ContentState.UNKNOWN;
  }

  private static String fallback(Region region) {
    return Wording.capitalized(region.title())
        + " ("
        + region.content().name()
        + ", "
        + region.usedMap().state()
        + ") is copied whole: "
        + region.usedMap().reason()
        + ".";
  }

  private static Optional<String> snapshots(Inspection source) {
    return source.image().snapshots() > 0
        ? Optional.of("The internal snapshots of the image are not copied, only its current state.")
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
