package org.diskreplicator.engine.execute;

import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;

/** The full check of one region of a disk. */
final class RegionCheck {
  private RegionCheck() {}

  static Verdict run(FileSystemChecks checks, Windows windows, View image, Step.CheckMap step) {
    Extent extent = step.region().extent();
    if (!step.needsWindow()) {
      return checks.check(step.check(), windows.disk(image).path(), extent.offset());
    }
    View disk = new View(windows.disk(image).path(), ImageFormat.RAW);
    // Closed here and not at the end of the run, where somebody waits for it.
    try (Window window = windows.guarded(disk, extent)) {
      return checks.check(step.check(), window.path(), 0);
    }
  }
}
