package org.diskreplicator.engine.compare;

import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.Windows;

/** The free bytes of a partition that need not be equal, where its full check agrees with them. */
final class TrustedFree {
  private final FileSystemChecks checks;
  private final Windows windows;

  TrustedFree(FileSystemChecks checks, Windows windows) {
    this.checks = checks;
    this.windows = windows;
  }

  /** The free bytes, relative to the partition's start; none where they cannot be believed. */
  ExtentSet of(Side side) {
    UsedMap map = side.region().usedMap();
    boolean believed =
        map.check().isEmpty() || (map.check().get() == FullCheck.EXT && agrees(side));
    return believed ? map.free() : ExtentSet.empty();
  }

  private boolean agrees(Side side) {
    return checks
        .check(FullCheck.EXT, windows.disk(side.view()).path(), side.region().extent().offset())
        .agrees();
  }
}
