package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Window;

/** Finishes in a throw-away overlay what a content had begun when it was last written. */
final class OverlayReplay {
  private final AssemblyPorts ports;
  private final AssemblySite site;

  OverlayReplay(AssemblyPorts ports, AssemblySite site) {
    this.ports = ports;
    this.site = site;
  }

  /** Whether something waits to be replayed in a region of the disk that {@code disk} shows. */
  boolean isNeeded(Region region, Path disk) {
    if (region.usedMap().state() == ContentState.CLEAN) {
      return false;
    }
    View raw = new View(disk, ImageFormat.RAW);
    try (Window window = ports.windows().region(raw, region.extent())) {
      return ports.replays().isNeeded(region.content(), window.path());
    }
  }

  /**
   * The region after its replay.
   *
   * @throws RefusedException when it cannot be replayed
   */
  View replay(Region region) {
    View overlay = site.overlay(region.extent(), region.extent().length());
    try (Window window = ports.writable().writable(overlay)) {
      ports.replays().replay(region.content(), window.path());
      return overlay;
    } catch (RefusedException | CommandFailedException e) {
      site.delete(overlay.path());
      throw e;
    }
  }

  /**
   * The region after its replay, with what is in use then.
   *
   * @throws RefusedException when it cannot be replayed, or its map is not to be believed
   */
  Mapped mapped(Region region, CloneOptions.MapTrust trust) {
    View overlay = replay(region);
    Window window = ports.windows().region(overlay, new Extent(0, region.extent().length()));
    try {
      return new Mapped(overlay, window, map(region, window.path(), trust));
    } catch (RefusedException | CommandFailedException e) {
      window.close();
      site.delete(overlay.path());
      throw e;
    }
  }

  /** A replayed content, open for reading. */
  record Mapped(View overlay, Window window, UsedMap map) {}

  private UsedMap map(Region region, Path window, CloneOptions.MapTrust trust) {
    Extent whole = new Extent(0, region.extent().length());
    UsedMap map = ports.mapper().read(region.content(), window, whole);
    if (map.state() == ContentState.NEEDS_REPLAY) {
      throw new RefusedException("its replay came to no end.");
    }
    if (trust == CloneOptions.MapTrust.CHECKED && map.check().isPresent()) {
      Verdict verdict = ports.checks().check(map.check().get(), window, 0);
      if (!verdict.agrees()) {
        throw new RefusedException(
            "its full check disagrees with its map: " + lastLine(verdict.findings()));
      }
    }
    return map;
  }

  private static String lastLine(String text) {
    String stripped = text.strip();
    return stripped.substring(stripped.lastIndexOf('\n') + 1);
  }
}
