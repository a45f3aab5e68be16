package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Placement;

/**
 * Opens the window on a whole disk, or a volume, once and hands it to all who ask. It stays open
 * when one of them closes it, until the owner of the windows ends.
 */
public final class SharedWindows implements Windows {
  private final Windows windows;
  private final Map<Path, Window> disks = new HashMap<>();
  private final Map<Place, Window> volumes = new HashMap<>();

  public SharedWindows(Windows windows) {
    this.windows = windows;
  }

  @Override
  public synchronized Window disk(ImageFiles.View image) {
    return new Shared(disks.computeIfAbsent(image.path(), path -> windows.disk(image)).path());
  }

  @Override
  public Window region(ImageFiles.View image, Extent region) {
    return windows.region(image, region);
  }

  @Override
  public synchronized Window volume(Path disk, Placement placement) {
    return new Shared(
        volumes
            .computeIfAbsent(new Place(disk, placement), key -> windows.volume(disk, placement))
            .path());
  }

  @Override
  public Window guarded(ImageFiles.View image, Extent region) {
    return windows.guarded(image, region);
  }

  private record Place(Path disk, Placement placement) {}

  /** What others look through as well. */
  private record Shared(Path path) implements Window {
    @Override
    public void close() {}
  }
}
