package org.diskreplicator.engine.compare;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;
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
    boolean believed = map.check().isEmpty() || agrees(side, map.check().get());
    return believed ? map.free() : ExtentSet.empty();
  }

  private boolean agrees(Side side, FullCheck check) {
    Path disk = windows.disk(side.view()).path();
    Extent place = side.region().extent();
    if (!check.needsWindow(side.region())) {
      return checks.check(check, disk, place.offset()).agrees();
    }
    try (Window window = windows.guarded(new View(disk, ImageFormat.RAW), place)) {
      return checks.check(check, window.path(), 0).agrees();
    }
  }
}
