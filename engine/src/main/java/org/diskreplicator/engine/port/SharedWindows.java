package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.diskreplicator.engine.model.Extent;

/** Opens the window on a whole disk once and hands it to all who ask; the owner closes it. */
public final class SharedWindows implements Windows {
  private final Windows windows;
  private final Map<Path, Window> disks = new HashMap<>();

  public SharedWindows(Windows windows) {
    this.windows = windows;
  }

  @Override
  public synchronized Window disk(ImageFiles.View image) {
    return disks.computeIfAbsent(image.path(), path -> windows.disk(image));
  }

  @Override
  public Window region(ImageFiles.View image, Extent region) {
    return windows.region(image, region);
  }

  @Override
  public Window guarded(ImageFiles.View image, Extent region) {
    return windows.guarded(image, region);
  }
}
