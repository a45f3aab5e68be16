package org.diskreplicator.engine.exfat;

import java.io.IOException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Windows;

/** exFAT, read without a mount: many kernels cannot mount it, and nobody needs to be root. */
public final class ExfatFileSystems implements FileSystems {
  private final Windows windows;

  public ExfatFileSystems(Windows windows) {
    this.windows = windows;
  }

  @Override
  public Result open(ImageFiles.View disk, Extent part, Content content) {
    try {
      return new Opened(new ExfatTree(ExfatVolume.open(windows.disk(disk).path(), part)));
    } catch (UnsoundException e) {
      return new Unopened(e.reason());
    } catch (IOException e) {
      throw new InputOutputException("reading an exFAT file system", e);
    }
  }
}
