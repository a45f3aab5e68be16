package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;

/** Compares stretches of disks byte by byte, without what masks hide of both. */
public final class MaskedComparison {
  private final ImageFiles images;
  private final Path runFolder;
  private final Map<Path, View> links = new HashMap<>();
  private int masks;

  /** Prepares comparisons; masks and links are written into {@code runFolder}. */
  public MaskedComparison(ImageFiles images, Path runFolder) {
    this.images = images;
    this.runFolder = runFolder;
  }

  /** A stretch of the disk that an image holds. */
  public record Stretch(ImageInfo image, Extent extent) {
    private boolean isWhole() {
      return extent.offset() == 0 && extent.length() == image.virtualSize().bytes();
    }
  }

  /**
   * Whether both show the same; a shorter one counts as followed by zeros.
   *
   * @param hidden bytes that are not compared, relative to the start of either
   */
  public boolean equal(
      Stretch first, Stretch second, ExtentSet hidden, ImageFiles.Progress progress) {
    long size = Math.max(first.extent().length(), second.extent().length());
    return images.equal(
        masked(first, size, hidden),
        masked(second, size, hidden),
        ImageFiles.Layout.CONTIGUOUS,
        progress);
  }

  private View masked(Stretch stretch, long size, ExtentSet hidden) {
    View disk = links.computeIfAbsent(stretch.image().path(), path -> link(stretch.image()));
    String name = "compared" + masks++;
    Path file = runFolder.resolve(name + ".qcow2");
    MaskSpec spec =
        MaskSpec.of(
            size,
            hidden,
            stretch.isWhole() ? images.nameOf(disk) : images.nameOfPart(disk, stretch.extent()),
            stretch.isWhole() ? disk.format() : ImageFormat.RAW);
    LayeredMask.write(file, runFolder.resolve(name + "-lower.qcow2"), spec, PatchBase.NONE);
    return new View(file, ImageFormat.QCOW2);
  }

  private View link(ImageInfo image) {
    return ImageLink.create(runFolder, "disk" + links.size(), image).view();
  }
}
