package org.diskreplicator.engine.compare;

import org.diskreplicator.engine.execute.AreaCheck;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
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
    Extent place = side.region().extent();
    ExtentSet free = side.disk().freeIn(side.region());
    for (Area area : side.disk().areas()) {
      ExtentSet own = area.onDisk().intersect(place);
      if (!own.isEmpty() && !isBelieved(side, area)) {
        free = free.subtract(own.shift(-place.offset()));
      }
    }
    return free;
  }

  private boolean isBelieved(Side side, Area area) {
    return area.neededCheck().stream()
        .allMatch(check -> AreaCheck.run(checks, windows, side.view(), area, check).agrees());
  }
}
