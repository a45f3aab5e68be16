package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.BlockDevices;
import org.diskreplicator.engine.port.FarFiles;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageSizes;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Carries out plans whose target is a file of another machine.
 *
 * <p>The file is made beside its place, and gets its name when it is complete and was read back;
 * until then the run owns it.
 */
public final class FarFileExecutor {
  private final FarFiles files;
  private final ImageFiles images;
  private final ImageSizes sizes;
  private final BlockDevices devices;
  private final FileSystemChecks checks;
  private final Windows windows;
  private final Path runFolder;
  private final CancelToken cancel;
  private final CancelToken checkStop;
  private final EventSink events;
  private final StepEvents steps;

  /**
   * Prepares executions.
   *
   * @param runFolder where masks and links may be written
   * @param checkStop ends what {@code checks} is running
   */
  public FarFileExecutor(
      FarFiles files,
      ImageFiles images,
      ImageSizes sizes,
      BlockDevices devices,
      FileSystemChecks checks,
      Windows windows,
      Path runFolder,
      CancelToken cancel,
      CancelToken checkStop,
      EventSink events) {
    this.files = files;
    this.images = images;
    this.sizes = sizes;
    this.devices = devices;
    this.checks = checks;
    this.windows = windows;
    this.runFolder = runFolder;
    this.cancel = cancel;
    this.checkStop = checkStop;
    this.events = events;
    this.steps = new StepEvents(events);
  }

  /** Makes the target at {@code address}, or leaves nothing of it. */
  public CloneReport execute(Plan plan, RemoteAddress address) {
    long start = System.nanoTime();
    ImageLink source = ImageLink.create(runFolder, "source", plan.source().image());
    Masking masking = new Masking(runFolder, source.view(), images, windows);
    FarCopy copy = new FarCopy(files, images, sizes, runFolder, plan, address, masking.view());
    List<Area> copiedWhole =
        new CheckedCopy(checks, windows, cancel, checkStop, events)
            .run(plan, (free, stop) -> copyOnce(plan, masking, copy, free, stop));
    SourceWatch.requireUnchanged(plan.source());
    devices.flush(copy.disk());
    steps.state(TargetState.COPIED_UNVERIFIED);
    long bytes = bytes(plan, plan.freeWithout(copiedWhole));
    TargetState state = prove(plan, copy, bytes);
    long stored = copy.storedBytes();
    cancel.throwIfCancelled();
    copy.publish();
    return new CloneReport(
        plan.target(),
        plan.format(),
        state,
        plan.virtualSize(),
        bytes,
        stored,
        copiedWhole,
        (System.nanoTime() - start) / 1_000_000,
        Optional.empty());
  }

  private static long bytes(Plan plan, ExtentSet free) {
    return plan.movedBytes(plan.virtualSize() - free.totalBytes());
  }

  private void copyOnce(
      Plan plan, Masking masking, FarCopy copy, ExtentSet free, CancelToken stop) {
    steps.step("mask", free.totalBytes(), () -> steps.masked(masking.write(plan, free)));
    long bytes = bytes(plan, free);
    steps.step(
        "copy",
        bytes,
        () -> {
          copy.begin();
          steps.state(TargetState.INCOMPLETE);
          copy.write(steps.progress("copy", bytes), stop);
        });
  }

  private TargetState prove(Plan plan, FarCopy copy, long bytes) {
    if (plan.options().proof() == CloneOptions.Proof.NONE) {
      return TargetState.COPIED_UNVERIFIED;
    }
    boolean equal =
        steps.step("verify", bytes, () -> copy.isEqual(steps.progress("verify", bytes)));
    if (!equal) {
      throw new DifferenceException(
          "What the server gives back differs from the source; its disk or memory, or that of this"
              + " machine, may be failing.");
    }
    SourceWatch.requireUnchanged(plan.source());
    steps.state(TargetState.VERIFIED);
    return TargetState.VERIFIED;
  }
}
