package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.image.HeldClusters;
import org.diskreplicator.engine.image.SelectionWriter;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Copies and compares a huge disk that is mostly unwritten by what its qcow2 image holds.
 *
 * <p>QEMU asks each table of clusters of each image of a chain what it has, twice for a copy and
 * once for a comparison; on 200 TB that took 6 s of 7. What no image holds is zero in all of them.
 */
final class HugeDisk {
  /** The coarsest unit that a mask hides: it may show all of one that is used in part. */
  private static final long UNIT = 64 << 10;

  private final ImageLayers layers;
  private final Path runFolder;
  private final Plan plan;
  private final ExtentSet held;
  private int files;

  private HugeDisk(ImageLayers layers, Path runFolder, Plan plan, ExtentSet held) {
    this.layers = layers;
    this.runFolder = runFolder;
    this.plan = plan;
    this.held = held;
  }

  /**
   * Prepares a copy.
   *
   * @param runFolder where selections may be written
   * @return empty where the usual way is as good, or the only one
   */
  static Optional<HugeDisk> of(ImageLayers layers, Path runFolder, Plan plan, View source) {
    boolean plain =
        source.format() == ImageFormat.QCOW2
            && plan.format() == ImageFormat.QCOW2
            && !plan.source().isPartition()
            && plan.backing().isEmpty()
            && plan.options().shape().preallocation() == Preallocation.OFF;
    return plain
        ? HeldClusters.of(source.path()).map(held -> new HugeDisk(layers, runFolder, plan, held))
        : Optional.empty();
  }

  /**
   * Makes the copy.
   *
   * @param conversion from the masked source, not compressed
   * @param free what the mask hides
   */
  void copy(
      ImageFiles.Conversion conversion,
      ExtentSet free,
      ImageFiles.Progress progress,
      CancelToken stop) {
    Path selection = selection(shown(free));
    layers.convert(
        new ImageLayers.Layering(
            conversion, selection, Optional.empty(), ByteSize.of(plan.virtualSize())),
        progress,
        stop);
  }

  /**
   * Compares the masked source with its copy: all that either of them holds. All else is zero in
   * the copy, which holds nothing there; and in the source, where it is hidden or held by nothing
   * too.
   *
   * @param free what the mask hides
   * @return empty when the copy does not tell what it holds
   */
  Optional<Boolean> equal(View masked, View copy, ExtentSet free, ImageFiles.Progress progress) {
    return HeldClusters.of(copy.path())
        .map(own -> selection(shown(free).union(own)))
        .map(selection -> layers.equal(masked, copy, selection, progress));
  }

  /** All of the masked source that may be anything but zeros. */
  private ExtentSet shown(ExtentSet free) {
    return held.subtract(free.roundInwards(UNIT)).union(plan.patched());
  }

  private Path selection(ExtentSet selected) {
    Path file = runFolder.resolve("held" + files++ + ".qcow2");
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputOutputException("replacing what is to be copied", e);
    }
    SelectionWriter.writeSparse(
        file, plan.virtualSize(), selected.intersect(new Extent(0, plan.virtualSize())));
    return file;
  }
}
