package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.scope.Caller;

/**
 * Where a target is put together: its own disk, and room beside it for what comes before it.
 *
 * <p>The names in it are short ways into the source's and the target's folders, as they stand in
 * the headers of masks and overlays.
 */
final class AssemblySite {
  private final Path folder;
  private final View source;
  private final View disk;
  private final ImageFiles images;
  private int count;

  private AssemblySite(Path folder, View source, View disk, ImageFiles images) {
    this.folder = folder;
    this.source = source;
    this.disk = disk;
    this.images = images;
  }

  /**
   * Prepares the site.
   *
   * @param parts a new folder for what comes before the target
   * @param disk where the target will be; nothing is there yet
   */
  static AssemblySite of(
      Path runFolder, Inspection source, Path parts, View disk, ImageFiles images) {
    View from = ImageLink.create(runFolder, "source", source.image()).view();
    View to = ImageLink.create(runFolder, "target", disk).view();
    try {
      Files.createDirectory(parts);
      Caller.ofEnvironment().ifPresent(caller -> caller.own(parts));
      return new AssemblySite(
          Files.createSymbolicLink(runFolder.resolve("parts"), parts), from, to, images);
    } catch (IOException e) {
      throw new InputOutputException("creating '" + parts + "'", e);
    }
  }

  /** The target's disk. */
  View disk() {
    return disk;
  }

  View source() {
    return source;
  }

  /** The name by which a mask means the whole source. */
  String nameOfSource() {
    return images.nameOf(source);
  }

  String nameOfSource(Extent part) {
    return images.nameOfPart(source, part);
  }

  /** A throw-away overlay of a part of the source; {@code size} may be more than the part has. */
  View overlay(Extent part, long size) {
    Path file = newFile("overlay", "qcow2");
    images.createOverlay(file, nameOfSource(part), ImageFormat.RAW, ByteSize.of(size));
    return new View(file, ImageFormat.QCOW2);
  }

  /** A new sparse file that reads as zeros. */
  Path scratch(long size) {
    Path file = newFile("made", "raw");
    images.create(file, ImageFormat.RAW, ByteSize.of(size));
    return file;
  }

  private Path newFile(String name, String extension) {
    return folder.resolve(name + ++count + "." + extension);
  }

  void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputOutputException("removing '" + file + "'", e);
    }
  }
}
