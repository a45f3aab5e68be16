package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;

/**
 * What replaying the journal or log of a content takes.
 *
 * @param programs names of executables that it runs
 * @param superUser whether only root can do it, as it takes a mount
 */
record Replaying(List<String> programs, boolean superUser) {
  private static final Replaying BY_CHECK = new Replaying(List.of("e2fsck"), false);
  private static final Replaying BY_MOUNT = new Replaying(List.of("mount"), true);

  /** How a content is replayed; empty when nothing here does it. */
  static Optional<Replaying> of(Content content) {
    return switch (content.name()) {
      case "ext3", "ext4" -> Optional.of(BY_CHECK);
      case "xfs", "btrfs" -> Optional.of(BY_MOUNT);
      default -> Optional.empty();
    };
  }

  /** Whether the content of a region is replayed before it is copied. */
  static boolean happens(Region region, CloneOptions options) {
    return options.dirty() == CloneOptions.Dirty.REPLAY
        && options.strategyOf(region) != Strategy.RAW
        && isPossible(region);
  }

  /** Whether something waits for a replay, and something here does it. */
  static boolean isPossible(Region region) {
    return region.usedMap().state() == ContentState.NEEDS_REPLAY
        && of(region.content()).isPresent();
  }

  /** For people, what it takes. */
  String needs() {
    return superUser ? "root, for a mount" : String.join(", ", programs);
  }
}
