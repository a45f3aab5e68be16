package org.diskreplicator.engine.plan;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.Ability.Rebuilding;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;

/**
 * What can become of the content of one region, given what was asked for.
 *
 * @param free bytes of the region that neither it nor a volume in it uses, from its start on
 * @param asked the strategy of this region
 * @param dirty what becomes of it when it needs a replay
 */
record Prospect(
    Region region, ExtentSet free, Ability ability, Strategy asked, CloneOptions.Dirty dirty) {
  /** Types of Windows' recovery environment. */
  private static final Set<String> RESCUE = Set.of("27", "de94bba4-06d1-4d40-a16a-bfd50179d6ac");

  private static final Set<String> END_BOUND =
      Set.of("linux_raid_member", "ddf_raid_member", "isw_raid_member", "drbd");

  private static final long SLACK = 16 << 20;
  private static final int SLACK_SHARE = 10;

  long size() {
    return region.extent().length();
  }

  boolean isSwap() {
    return region.content() instanceof Content.Swap;
  }

  /** Whether people keep files in it: neither swap nor a vendor's rescue system. */
  boolean holdsFiles() {
    return holdsFiles(region);
  }

  static boolean holdsFiles(Region region) {
    return !(region.content() instanceof Content.Swap)
        && region
            .partition()
            .filter(found -> RESCUE.contains(found.typeCode().toLowerCase(Locale.ROOT)))
            .isEmpty();
  }

  /** Bytes to which this effort can bring it; its own size when it cannot. */
  long shortest(Effort effort) {
    return Math.min(size(), Math.min(resized(effort), rebuilt(effort)));
  }

  private long resized(Effort effort) {
    return asked != Strategy.RAW && ability.smallestResized().isPresent()
        ? spacious(ability.smallestResized().getAsLong(), effort)
        : Long.MAX_VALUE;
  }

  private long rebuilt(Effort effort) {
    return rebuilding()
        .filter(way -> effort.compareTo(least(way)) >= 0)
        .map(way -> spacious(way.smallest(), effort))
        .orElse(Long.MAX_VALUE);
  }

  /** The least effort that makes it anew; what is made anew anyway costs nothing more. */
  private Effort least(Rebuilding way) {
    if (isSwap()) {
      return Effort.CUT_SWAP;
    }
    if (asked == Strategy.FILES) {
      return Effort.RESIZE;
    }
    return way.superUser() ? Effort.REBUILD_AS_ROOT : Effort.REBUILD;
  }

  private static long spacious(long smallest, Effort effort) {
    return effort.isTight() ? smallest : smallest + smallest / SLACK_SHARE + SLACK;
  }

  private Optional<Rebuilding> rebuilding() {
    return asked == Strategy.RAW ? Optional.empty() : ability.rebuilding();
  }

  private Optional<Rebuilding> rebuilding(long length) {
    return rebuilding().filter(way -> way.smallest() <= length);
  }

  /** Whether it may grow without being named: its own tool can, or it is made anew anyway. */
  boolean growsByItself() {
    return (asked != Strategy.RAW && ability.grows())
        || (asked == Strategy.FILES && rebuilding(size()).isPresent());
  }

  /** Whether it can become larger, whatever that takes. */
  boolean canGrow() {
    return (asked != Strategy.RAW && ability.grows()) || rebuilding().isPresent();
  }

  /**
   * Whether a part of it is found by the end of its partition, so that only its own size will do.
   */
  boolean endsWithMetadata() {
    return END_BOUND.contains(region.content().name());
  }

  /** What brings the content to a partition of {@code length} bytes at {@code start}. */
  Piece piece(long start, long length) {
    if (asked == Strategy.FILES && rebuilding(length).isPresent()) {
      return rebuilt(start, length, "asked for: made anew, with its files");
    }
    if (length == size()) {
      return copied(start);
    }
    if (length > size()) {
      return ability.grows() && asked != Strategy.RAW
          ? new Piece.Resized(region, new Extent(start, length), "it grows into its new room")
          : rebuilding(length)
              .<Piece>map(way -> rebuilt(start, length, "made anew to fill its new room"))
              .orElseGet(() -> copied(start));
    }
    return ability.smallestResized().orElse(Long.MAX_VALUE) <= length
        ? new Piece.Resized(region, new Extent(start, length), "the target is smaller")
        : rebuilt(start, length, "the target is smaller, and no tool shrinks it");
  }

  private Piece rebuilt(long start, long length, String reason) {
    String replicator = rebuilding(length).orElseThrow().replicator();
    return new Piece.Rebuilt(region, new Extent(start, length), replicator, reason);
  }

  private Piece copied(long start) {
    boolean raw = asked == Strategy.RAW;
    if (!raw && dirty == CloneOptions.Dirty.REPLAY && Replaying.isPossible(region)) {
      return new Piece.Replayed(
          region, new Extent(start, size()), "asked for: replayed in a throw-away overlay");
    }
    ExtentSet left = raw ? ExtentSet.empty() : free;
    String reason = raw ? "asked for: every byte" : region.usedMap().reason();
    return new Piece.Copied(region, new Extent(start, size()), left, reason);
  }

  /** What the user should know of the way that this content takes to {@code length} bytes. */
  Optional<String> warning(long length) {
    String name = Wording.capitalized(region.title()) + " (" + region.content().name() + ")";
    if (asked == Strategy.FILES && rebuilding(length).isEmpty()) {
      return Optional.of(name + " is copied by its blocks: " + whyNotAnew(length) + ".");
    }
    if (length > size() && !canGrow()) {
      return Optional.of(
          name + " gets a larger partition, and its content keeps its size: " + obstacle() + ".");
    }
    return Optional.empty();
  }

  private String whyNotAnew(long length) {
    return ability
        .rebuilding()
        .map(
            way ->
                "to be made anew it needs "
                    + ByteSize.of(way.smallest())
                    + ", and there are "
                    + ByteSize.of(length))
        .orElse(ability.notAnew());
  }

  String obstacle() {
    return asked == Strategy.RAW ? "it was asked for raw" : ability.obstacle();
  }
}
