package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;

/** The full check of one area of a disk. */
public final class AreaCheck {
  private AreaCheck() {}

  static Verdict run(FileSystemChecks checks, Windows windows, View image, Step.CheckMap step) {
    return run(checks, windows, image, step.area(), step.check());
  }

  /** Runs {@code check} on an area of the disk that {@code image} holds. */
  public static Verdict run(
      FileSystemChecks checks, Windows windows, View image, Area area, FullCheck check) {
    Path disk = windows.disk(image).path();
    if (area instanceof Region region && !check.needsWindow(region)) {
      return checks.check(check, disk, region.extent().offset());
    }
    // Closed here and not at the end of the run, where somebody waits for it.
    try (Window window = window(windows, disk, area)) {
      return checks.check(check, window.path(), 0);
    }
  }

  private static Window window(Windows windows, Path disk, Area area) {
    return area instanceof Volume volume
        ? windows.volume(disk, volume.placement().orElseThrow())
        : windows.guarded(new View(disk, ImageFormat.RAW), ((Region) area).extent());
  }
}
