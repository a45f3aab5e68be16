package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.image.SelectionWriter;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.plan.KeptBacking;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Copies the topmost image of a chain into one that stands on the same backing file.
 *
 * <p>What the topmost image itself holds is held by the copy too, and nothing else. Where that is
 * free, the copy holds zeros instead: left out, it would show what the backing file has there.
 */
final class LayerTransfer {
  private final ImageFiles images;
  private final ImageLayers layers;
  private final Path runFolder;
  private final Plan plan;
  private final KeptBacking backing;
  private final View source;
  private final Path selection;
  private Optional<ExtentSet> own = Optional.empty();

  /**
   * Prepares a copy.
   *
   * @param runFolder where the selection and a mask may be written
   * @param source the topmost image
   */
  LayerTransfer(
      ImageFiles images,
      ImageLayers layers,
      Path runFolder,
      Plan plan,
      KeptBacking backing,
      View source) {
    this.images = images;
    this.layers = layers;
    this.runFolder = runFolder;
    this.plan = plan;
    this.backing = backing;
    this.source = source;
    this.selection = runFolder.resolve("selection.qcow2");
  }

  /**
   * Makes the copy; an earlier one is replaced.
   *
   * @param conversion from the masked chain
   */
  void copy(ImageFiles.Conversion conversion, ImageFiles.Progress progress, CancelToken stop) {
    ExtentSet selected = own();
    try {
      Files.deleteIfExists(selection);
    } catch (IOException e) {
      throw new InputOutputException("replacing the selection", e);
    }
    SelectionWriter.write(selection, plan.virtualSize(), selected);
    layers.convert(
        new ImageLayers.Layering(
            conversion,
            selection,
            Optional.of(new View(backing.path(), backing.format())),
            ByteSize.of(plan.virtualSize())),
        progress,
        stop);
  }

  /** Bytes that the copy holds itself and that are not {@code free}. */
  long heldBytes(ExtentSet free) {
    return own().subtract(free).totalBytes();
  }

  /** The copy without what is free and not its own, where it shows what the backing file has. */
  View comparable(View copy, ExtentSet free) {
    Path file = runFolder.resolve("layer-mask.qcow2");
    LayeredMask.write(
        file,
        runFolder.resolve("layer-mask-lower.qcow2"),
        MaskSpec.of(plan.virtualSize(), free.subtract(own()), images.nameOf(copy), copy.format()),
        PatchBase.NONE);
    return new View(file, ImageFormat.QCOW2);
  }

  /** Gives the backing file of the finished copy the name that holds from the target's folder. */
  void finish(Path copy) {
    if (!backing.name().equals(backing.path().toString())) {
      layers.renameBacking(copy, backing.name(), backing.format());
    }
  }

  private ExtentSet own() {
    if (own.isEmpty()) {
      own = Optional.of(layers.ownRanges(source, ByteSize.of(plan.virtualSize())));
    }
    return own.get();
  }
}
