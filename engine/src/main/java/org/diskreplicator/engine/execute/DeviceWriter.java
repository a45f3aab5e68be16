package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.image.SelectionWriter;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;

/** Writes chosen bytes of a disk to a device, and compares them with what is read back. */
final class DeviceWriter {
  private final ImageFiles images;
  private final Path runFolder;
  private final View shown;
  private final Path device;
  private final long size;
  private final ImageFiles.Layout layout;
  private int files;

  /**
   * Prepares writing.
   *
   * @param shown what the device shall show; as long as the device
   */
  DeviceWriter(
      ImageFiles images,
      Path runFolder,
      View shown,
      Path device,
      long size,
      ImageFiles.Layout layout) {
    this.images = images;
    this.runFolder = runFolder;
    this.shown = shown;
    this.device = device;
    this.size = size;
    this.layout = layout;
  }

  /** Writes these bytes until {@code stop} is cancelled. */
  void write(ExtentSet wanted, ImageFiles.Progress progress, CancelToken stop) {
    if (!wanted.isEmpty()) {
      Path selection = runFolder.resolve("selection" + files++ + ".qcow2");
      SelectionWriter.write(selection, size, wanted);
      images.overwrite(
          new ImageFiles.Overwriting(shown, selection, device, layout), progress, stop);
    }
  }

  /**
   * Compares what has been written with what the device itself gives back.
   *
   * @throws DifferenceException when it is something else
   */
  void prove(ExtentSet written, ImageFiles.Progress progress) {
    ExtentSet hidden = written.complement(size);
    View wanted = masked(hidden, shown.path().toString(), shown.format());
    View found = masked(hidden, images.nameOfDevice(device), ImageFormat.RAW);
    if (!images.equal(wanted, found, layout, progress)) {
      throw new DifferenceException(
          "'"
              + device
              + "' gives back other bytes than were written to it; replace it, or check its cable.");
    }
  }

  private View masked(ExtentSet hidden, String name, ImageFormat format) {
    String file = "proof" + files++;
    Path upper = runFolder.resolve(file + ".qcow2");
    LayeredMask.write(
        upper,
        runFolder.resolve(file + "-lower.qcow2"),
        MaskSpec.of(size, hidden, name, format),
        PatchBase.NONE);
    return new View(upper, ImageFormat.QCOW2);
  }
}
