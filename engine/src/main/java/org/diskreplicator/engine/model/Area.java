package org.diskreplicator.engine.model;

import java.util.Optional;

/** A part of a disk with one content and one used map: a stretch of it, or a volume inside. */
public sealed interface Area permits Region, Volume {
  /** For people, such as {@code partition 2} or {@code volume vg/root}. */
  String title();

  Content content();

  UsedMap usedMap();

  /** All its bytes, as offsets on the disk. */
  ExtentSet onDisk();

  /** The free bytes, as offsets on the disk. */
  ExtentSet freeOnDisk();

  /** The map's check, when something is free that has to be agreed on. */
  default Optional<FullCheck> neededCheck() {
    return usedMap().free().isEmpty() ? Optional.empty() : usedMap().check();
  }
}
