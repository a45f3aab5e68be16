package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.BlockDevices;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.scope.CleanupStack;

/**
 * Carries out plans whose target is a block device.
 *
 * <p>A device holds old bytes. Those of free space stay, but for both ends of each partition; its
 * start is zero from the first write to the last, so that whatever ends the run leaves a device
 * that nothing takes for a disk.
 */
public final class DeviceExecutor {
  private final ImageFiles images;
  private final BlockDevices devices;
  private final BlockDevices afterwards;
  private final FileSystemChecks checks;
  private final Windows windows;
  private final CleanupStack stack;
  private final Path runFolder;
  private final CancelToken cancel;
  private final CancelToken checkStop;
  private final EventSink events;
  private final StepEvents steps;
  private boolean finishing;

  /**
   * Prepares executions.
   *
   * @param afterwards works on the device after a cancel too
   * @param runFolder where masks and links may be written
   * @param checkStop ends what {@code checks} is running
   */
  public DeviceExecutor(
      ImageFiles images,
      BlockDevices devices,
      BlockDevices afterwards,
      FileSystemChecks checks,
      Windows windows,
      CleanupStack stack,
      Path runFolder,
      CancelToken cancel,
      CancelToken checkStop,
      EventSink events) {
    this.images = images;
    this.devices = devices;
    this.afterwards = afterwards;
    this.checks = checks;
    this.windows = windows;
    this.stack = stack;
    this.runFolder = runFolder;
    this.cancel = cancel;
    this.checkStop = checkStop;
    this.events = events;
    this.steps = new StepEvents(events);
  }

  /** Makes the device a copy, or leaves one that starts with zeros. */
  public CloneReport execute(Plan plan) {
    long start = System.nanoTime();
    Path device = plan.target();
    ImageLink source = ImageLink.create(runFolder, "source", plan.source().image());
    Masking masking = new Masking(runFolder, source.view(), images, windows);
    DeviceWriter writer =
        new DeviceWriter(
            images, runFolder, masking.view(), device, plan.virtualSize(), layout(plan));

    CleanupStack.Entry unfinished = erase(plan);
    List<Area> copiedWhole =
        new CheckedCopy(checks, windows, cancel, checkStop, events)
            .run(plan, (free, stop) -> copy(plan, masking, writer, free, stop));
    SourceWatch.requireUnchanged(plan.source());
    devices.flush(device);
    steps.state(TargetState.COPIED_UNVERIFIED);
    ExtentSet written = DeviceSpace.written(plan, plan.freeWithout(copiedWhole));
    prove(plan, writer, written);
    TargetState state = finish(plan, writer, written);
    stack.forget(unfinished);
    steps.state(state);
    devices.rereadTable(device);
    return new CloneReport(
        device,
        plan.format(),
        state,
        plan.virtualSize(),
        written.totalBytes(),
        written.totalBytes(),
        copiedWhole,
        (System.nanoTime() - start) / 1_000_000);
  }

  /** What is in use by now is refused here, before the first write. */
  private CleanupStack.Entry erase(Plan plan) {
    Path device = plan.target();
    Extent head = DeviceSpace.head(plan.virtualSize());
    Extent tail = DeviceSpace.tail(plan.virtualSize());
    return steps.step(
        "erase",
        head.length() + tail.length(),
        () -> {
          devices.zero(device, head);
          steps.state(TargetState.INCOMPLETE);
          CleanupStack.Entry unfinished =
              stack.pushAction("erase the start of '" + device + "'", () -> abandon(device, head));
          if (tail.length() > 0) {
            devices.zero(device, tail);
          }
          devices.rereadTable(device);
          return unfinished;
        });
  }

  private void abandon(Path device, Extent head) {
    events.accept(
        new ReplicationEvent.Warning(
            "'"
                + device
                + "' is incomplete, and what was on it is lost. Its first MiB is zero, so that"
                + " nothing takes it for a disk; clone to it again."));
    if (finishing) {
      afterwards.zero(device, head);
    }
  }

  private void copy(
      Plan plan, Masking masking, DeviceWriter writer, ExtentSet free, CancelToken stop) {
    steps.step("mask", free.totalBytes(), () -> steps.masked(masking.write(plan, free)));
    ExtentSet body = body(plan, DeviceSpace.written(plan, free));
    long bytes = body.totalBytes();
    steps.step("copy", bytes, () -> writer.write(body, steps.progress("copy", bytes), stop));
  }

  private static ExtentSet body(Plan plan, ExtentSet written) {
    return written.subtract(ExtentSet.of(DeviceSpace.head(plan.virtualSize())));
  }

  private void prove(Plan plan, DeviceWriter writer, ExtentSet written) {
    if (plan.options().proof() == CloneOptions.Proof.NONE) {
      return;
    }
    ExtentSet body = body(plan, written);
    long bytes = body.totalBytes();
    steps.step("verify", bytes, () -> writer.prove(body, steps.progress("verify", bytes)));
    SourceWatch.requireUnchanged(plan.source());
  }

  private TargetState finish(Plan plan, DeviceWriter writer, ExtentSet written) {
    Extent head = DeviceSpace.head(plan.virtualSize());
    finishing = true;
    return steps.step(
        "finish",
        head.length(),
        () -> {
          for (Extent part : DeviceSpace.headParts(plan.virtualSize())) {
            writer.write(written.intersect(part), ImageFiles.Progress.NONE, cancel);
            devices.flush(plan.target());
          }
          if (plan.options().proof() == CloneOptions.Proof.NONE) {
            return TargetState.COPIED_UNVERIFIED;
          }
          writer.prove(written.intersect(head), ImageFiles.Progress.NONE);
          return TargetState.VERIFIED;
        });
  }

  private static ImageFiles.Layout layout(Plan plan) {
    boolean scattered =
        plan.steps().stream().anyMatch(step -> step instanceof Step.Copy copy && copy.scattered());
    return scattered ? ImageFiles.Layout.SCATTERED : ImageFiles.Layout.CONTIGUOUS;
  }
}
