package org.diskreplicator.engine.plan;

import org.jspecify.annotations.Nullable;

/** How far a plan goes to make contents smaller, from the cheapest on; decision 0010. */
enum Effort {
  /** By their own tools, with some space left free. */
  RESIZE(null),
  /** Also made anew, where that takes no privilege. */
  REBUILD(RESIZE),
  /** Without privilege, down to the minimum. */
  RESIZE_TIGHTLY(REBUILD),
  /** Also made anew by root, with some space left free. */
  REBUILD_AS_ROOT(REBUILD),
  /** All file systems down to the minimum. */
  REBUILD_TIGHTLY(REBUILD_AS_ROOT),
  /** Swap too. */
  CUT_SWAP(REBUILD_TIGHTLY),
  /** And the gaps between partitions. */
  CUT_GAPS(CUT_SWAP);

  private final @Nullable Effort less;

  Effort(@Nullable Effort less) {
    this.less = less;
  }

  /** The effort that is spent in full before anything of this one; null for none. */
  @Nullable Effort less() {
    return less;
  }

  /** Whether contents are brought to the least that holds them. */
  boolean isTight() {
    return this == RESIZE_TIGHTLY || compareTo(REBUILD_TIGHTLY) >= 0;
  }
}
