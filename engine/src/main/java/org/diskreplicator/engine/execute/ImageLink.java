package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.port.ImageFiles.View;

/**
 * A short way to an image: a link in the run's folder to the image's folder.
 *
 * <p>A qcow2 header holds at most 1023 bytes of backing file name. The folder is linked rather than
 * the file, because QEMU looks for relative backing files beside the name it was given.
 */
final class ImageLink {
  private final Path path;
  private final ImageFormat format;

  private ImageLink(Path path, ImageFormat format) {
    this.path = path;
    this.format = format;
  }

  /** Makes the link, called {@code name}. */
  static ImageLink create(Path runFolder, String name, ImageInfo source) {
    return create(runFolder, name, new View(source.path(), source.format()));
  }

  /** Makes the link, called {@code name}. */
  static ImageLink create(Path runFolder, String name, View source) {
    Path folder = source.path().getParent();
    Path link = runFolder.resolve(name);
    try {
      Files.createSymbolicLink(link, folder == null ? source.path() : folder);
    } catch (IOException e) {
      throw new InputOutputException("linking an image into '" + runFolder + "'", e);
    }
    return new ImageLink(link.resolve(source.path().getFileName().toString()), source.format());
  }

  /** The source by the link. */
  View view() {
    return new View(path, format);
  }
}
