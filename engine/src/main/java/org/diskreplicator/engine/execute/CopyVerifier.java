package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/** Compares the used bytes of a source with a copy that exists already; what is free may differ. */
public final class CopyVerifier {
  private final ImageFiles images;
  private final FileSystemChecks checks;
  private final Windows windows;
  private final Path runFolder;
  private final CancelToken checkStop;
  private final EventSink events;

  /**
   * Prepares comparisons.
   *
   * @param runFolder where masks and links may be written
   * @param checkStop ends what {@code checks} is running
   */
  public CopyVerifier(
      ImageFiles images,
      FileSystemChecks checks,
      Windows windows,
      Path runFolder,
      CancelToken checkStop,
      EventSink events) {
    this.images = images;
    this.checks = checks;
    this.windows = windows;
    this.runFolder = runFolder;
    this.checkStop = checkStop;
    this.events = events;
  }

  /**
   * Compares.
   *
   * @param plan of the clone that the copy should be
   */
  public Verification verify(Plan plan, ImageInfo copy) {
    View source = ImageLink.create(runFolder, "source", plan.source().image()).view();
    View target = ImageLink.create(runFolder, "copy", copy).view();
    ExtentSet free = plan.freeWithout(doubtful(plan));
    long bytes = plan.movedBytes(plan.virtualSize() - free.totalBytes());
    Masking masking = new Masking(runFolder, source, images, windows);
    masking.write(plan, free);
    events.accept(new ReplicationEvent.StepStarted("verify", bytes));
    long start = System.nanoTime();
    boolean equal =
        images.equal(
            masking.view(),
            masked(plan, free, target),
            ImageFiles.Layout.CONTIGUOUS,
            share ->
                events.accept(
                    new ReplicationEvent.Progress("verify", (long) (share * bytes), bytes)));
    events.accept(
        new ReplicationEvent.StepFinished("verify", (System.nanoTime() - start) / 1_000_000));
    return new Verification(equal, bytes);
  }

  private List<Area> doubtful(Plan plan) {
    View disk = new View(plan.source().image().path(), plan.source().image().format());
    try (MapChecks running = MapChecks.inPairs(checks, windows, disk, events, checkStop)) {
      running.start(plan.steps(), () -> {});
      return running.await();
    }
  }

  /** The copy with the source's free bytes as zeros, but for those that a moved table takes. */
  private View masked(Plan plan, ExtentSet free, View copy) {
    Path file = runFolder.resolve("copy-mask.qcow2");
    ExtentSet hidden = free.subtract(plan.patched());
    MaskSpec spec = MaskSpec.of(plan.virtualSize(), hidden, images.nameOf(copy), copy.format());
    LayeredMask.write(file, runFolder.resolve("copy-mask-lower.qcow2"), spec, PatchBase.NONE);
    return new View(file, ImageFormat.QCOW2);
  }
}
