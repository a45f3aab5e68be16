package org.diskreplicator.engine.usage;

import java.io.IOException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Windows;

/**
 * FAT12, FAT16 and FAT32, read without a mount: many kernels cannot mount them, nobody needs to be
 * root, and names are not translated on the way.
 */
public final class FatFileSystems implements FileSystems {
  private final Windows windows;

  public FatFileSystems(Windows windows) {
    this.windows = windows;
  }

  @Override
  public Result open(ImageFiles.View disk, Extent part, Content content) {
    try {
      return open(RegionReader.open(windows.disk(disk).path(), part));
    } catch (IOException e) {
      throw new InputOutputException("reading a FAT file system", e);
    }
  }

  private static Result open(RegionReader reader) throws IOException {
    try {
      FatGeometry geometry = FatGeometry.of(FatBootSector.read(reader), reader.size());
      new FatTable(reader, geometry).requireSound();
      return new Opened(new FatTree(reader, geometry));
    } catch (UntrustworthyException e) {
      reader.close();
      return new Unopened(String.valueOf(e.getMessage()));
    }
  }
}
