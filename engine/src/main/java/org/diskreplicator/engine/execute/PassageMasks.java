package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;

/** Writes the masks of one passage, over what it comes from and over where it goes. */
final class PassageMasks implements AutoCloseable {
  private final Path source;
  private final Path target;

  PassageMasks(Path runFolder) {
    this.source = runFolder.resolve("passage.qcow2");
    this.target = runFolder.resolve("place.qcow2");
  }

  /** What travels. */
  View source(Passage passage) {
    MaskSpec spec =
        new MaskSpec(
            passage.place().length(),
            passage.free(),
            passage.patches(),
            passage.below(),
            passage.format());
    return write(source, spec, passage.around());
  }

  /** Its place on the target, which {@code name} means, without what came there {@code before}. */
  View target(Passage passage, String name, ExtentSet before) {
    MaskSpec spec = MaskSpec.of(passage.place().length(), before, name, ImageFormat.RAW);
    return write(target, spec, PatchBase.NONE);
  }

  private static View write(Path file, MaskSpec spec, PatchBase base) {
    LayeredMask.write(file, lower(file), spec, base);
    return new View(file, ImageFormat.QCOW2);
  }

  private static Path lower(Path file) {
    return file.resolveSibling("lower-" + file.getFileName());
  }

  @Override
  public void close() {
    try {
      for (Path file : new Path[] {source, target}) {
        Files.deleteIfExists(file);
        Files.deleteIfExists(lower(file));
      }
    } catch (IOException e) {
      throw new InputOutputException("removing a mask", e);
    }
  }
}
