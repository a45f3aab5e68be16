package org.diskreplicator.engine.execute;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;

/**
 * A short way to the source: a link in the run's folder to the source's folder.
 *
 * <p>A qcow2 header holds at most 1023 bytes of backing file name. The folder is linked rather than
 * the file, because QEMU looks for relative backing files beside the name it was given.
 */
final class SourceLink {
  private static final String NAME = "source";

  private final Path path;
  private final ImageFormat format;

  private SourceLink(Path path, ImageFormat format) {
    this.path = path;
    this.format = format;
  }

  static SourceLink create(Path runFolder, ImageInfo source) {
    Path folder = source.path().getParent();
    Path link = runFolder.resolve(NAME);
    try {
      Files.createSymbolicLink(link, folder == null ? source.path() : folder);
    } catch (IOException e) {
      throw new InputOutputException("linking the source into '" + runFolder + "'", e);
    }
    return new SourceLink(
        link.resolve(source.path().getFileName().toString()), source.format());
  }

  ImageFormat format() {
    return format;
  }

  /** What the mask of the whole disk writes as its backing file. */
  String backing() {
    return path.toString();
  }

  /** What the mask of one part of the disk writes as its backing file, a raw one. */
  String backing(Extent part) {
    JsonObject file = new JsonObject();
    file.addProperty("driver", "file");
    file.addProperty("filename", path.toString());
    JsonObject image = new JsonObject();
    image.addProperty("driver", format.qemuName());
    image.add("file", file);
    JsonObject window = new JsonObject();
    window.addProperty("driver", "raw");
    window.addProperty("offset", part.offset());
    window.addProperty("size", part.length());
    window.add("file", format == ImageFormat.RAW ? file : image);
    return "json:" + window;
  }
}
