package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskFigures;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Windows;

/** Writes the mask of a plan into the run's folder. */
final class Masking {
  private final Path file;
  private final Path lower;
  private final View source;
  private final ImageFiles images;
  private final Windows windows;

  Masking(Path runFolder, View source, ImageFiles images, Windows windows) {
    this.file = runFolder.resolve("mask.qcow2");
    this.lower = runFolder.resolve("mask-lower.qcow2");
    this.source = source;
    this.images = images;
    this.windows = windows;
  }

  /** The masked source, once written. */
  View view() {
    return new View(file, ImageFormat.QCOW2);
  }

  /** Writes the mask with {@code free} hidden; an earlier one is replaced. */
  MaskFigures write(Plan plan, ExtentSet free) {
    Inspection disk = plan.source();
    MaskSpec spec =
        new MaskSpec(
            plan.virtualSize(),
            free,
            plan.patches(),
            disk.isPartition() ? images.nameOfPart(source, disk.scope()) : images.nameOf(source),
            disk.isPartition() ? ImageFormat.RAW : disk.image().format());
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(lower);
    } catch (IOException e) {
      throw new InputOutputException("replacing the mask", e);
    }
    return LayeredMask.write(file, lower, spec, base(plan));
  }

  private PatchBase base(Plan plan) {
    if (plan.patches().isEmpty()) {
      return PatchBase.NONE;
    }
    Path disk = windows.disk(new View(plan.source().image().path(), source.format())).path();
    return new DiskFile(disk, 0);
  }
}
