package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Scratch;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.WritableWindows;

/** Scratch files that are windows on qcow2 overlays in the run's folder. */
public final class OverlayScratch implements Scratch {
  private final ImageFiles images;
  private final Supplier<WritableWindows> windows;
  private final Path folder;

  /**
   * Prepares scratch files.
   *
   * @param windows asked when the first of them is
   * @param folder the run's own, which is removed with all that is left in it
   */
  public OverlayScratch(ImageFiles images, Supplier<WritableWindows> windows, Path folder) {
    this.images = images;
    this.windows = windows;
    this.folder = folder;
  }

  @Override
  public Window over(Path file) {
    try {
      Path overlay = Files.createTempFile(folder, "scratch", ".qcow2");
      images.createOverlay(
          overlay, file.toString(), ImageFormat.RAW, ByteSize.of(Files.size(file)));
      return new Spoilt(windows.get().writable(new View(overlay, ImageFormat.QCOW2)), overlay);
    } catch (IOException e) {
      throw new InputOutputException("making a scratch file", e);
    }
  }

  private record Spoilt(Window shown, Path overlay) implements Window {
    @Override
    public Path path() {
      return shown.path();
    }

    @Override
    public void close() {
      shown.close();
      try {
        Files.deleteIfExists(overlay);
      } catch (IOException e) {
        throw new InputOutputException("removing a scratch file", e);
      }
    }
  }
}
