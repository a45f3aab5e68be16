package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FarFiles;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.Layout;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageSizes;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.process.CancelToken;

/**
 * The bytes of one copy on another machine.
 *
 * <p>A server tells nobody where the holes of a file are, so what is not written must not be read
 * either: of a raw file, which begins as zeros, that is read back which the masked source has data
 * for; of a qcow2 image, its own tables tell.
 */
final class FarCopy {
  /** What an image may take more than was measured, of which a hole stays. */
  private static final long MARGIN = 4 << 20;

  private static final int MARGIN_SHARE = 128;

  private final FarFiles files;
  private final ImageFiles images;
  private final ImageSizes sizes;
  private final Path runFolder;
  private final Plan plan;
  private final RemoteAddress address;
  private final View masked;
  private final Step.Copy step;
  private Optional<FarFiles.Unfinished> file = Optional.empty();

  FarCopy(
      FarFiles files,
      ImageFiles images,
      ImageSizes sizes,
      Path runFolder,
      Plan plan,
      RemoteAddress address,
      View masked) {
    this.files = files;
    this.images = images;
    this.sizes = sizes;
    this.runFolder = runFolder;
    this.plan = plan;
    this.address = address;
    this.masked = masked;
    this.step =
        plan.steps().stream()
            .filter(Step.Copy.class::isInstance)
            .map(Step.Copy.class::cast)
            .findFirst()
            .orElseThrow();
  }

  /** Makes the file, once the mask is written; an earlier one is removed. */
  void begin() {
    file.ifPresent(FarFiles.Unfinished::drop);
    file = Optional.empty();
    file = Optional.of(files.create(address, isRaw() ? plan.virtualSize() : room()));
  }

  private boolean isRaw() {
    return plan.format() == ImageFormat.RAW;
  }

  private long room() {
    long bytes = sizes.room(conversion(runFolder.resolve("measured"))).bytes();
    long cluster = plan.options().shape().clusterSize().map(ByteSize::bytes).orElse(0L);
    return bytes + bytes / MARGIN_SHARE + MARGIN + 2 * cluster;
  }

  /** What this machine sees of the file. */
  Path disk() {
    return file.orElseThrow().disk();
  }

  /** Writes all that is not zero. */
  void write(ImageFiles.Progress progress, CancelToken stop) {
    if (isRaw()) {
      Extent all = new Extent(0, plan.virtualSize());
      images.insert(new ImageFiles.Insertion(masked, copy(), all, layout()), progress, stop);
    } else {
      images.convert(conversion(disk()), progress, stop);
    }
  }

  private ImageFiles.Conversion conversion(Path target) {
    return new ImageFiles.Conversion(
        masked,
        target,
        plan.format(),
        step.compressed(),
        layout(),
        step.subclusters() ? ImageFiles.Clusters.DIVIDED : ImageFiles.Clusters.WHOLE,
        plan.options().shape());
  }

  private Layout layout() {
    return step.scattered() ? Layout.SCATTERED : Layout.CONTIGUOUS;
  }

  private View copy() {
    return new View(disk(), plan.format());
  }

  /** Reads it back. */
  boolean isEqual(ImageFiles.Progress progress) {
    if (!isRaw()) {
      return images.equal(masked, copy(), layout(), progress);
    }
    ExtentSet hidden = filled().complement(plan.virtualSize());
    View wanted = hiding(hidden, "wanted", masked.path().toString(), masked.format());
    View found = hiding(hidden, "found", images.nameOf(copy()), ImageFormat.RAW);
    return images.equal(wanted, found, layout(), progress);
  }

  private View hiding(ExtentSet hidden, String name, String below, ImageFormat format) {
    Path upper = runFolder.resolve(name + ".qcow2");
    LayeredMask.write(
        upper,
        runFolder.resolve(name + "-lower.qcow2"),
        MaskSpec.of(plan.virtualSize(), hidden, below, format),
        PatchBase.NONE);
    return new View(upper, ImageFormat.QCOW2);
  }

  private ExtentSet filled() {
    return sizes.filled(masked, ByteSize.of(plan.virtualSize()));
  }

  /** Bytes that it takes on its server, or a little more. */
  long storedBytes() {
    return isRaw() ? filled().totalBytes() : sizes.end(copy()).bytes();
  }

  /** Gives it its name. */
  void publish() {
    boolean replaces = plan.options().existing() == CloneOptions.Existing.REPLACE;
    file.orElseThrow().publish(replaces ? FarFiles.Naming.REPLACE : FarFiles.Naming.KEEP);
  }
}
