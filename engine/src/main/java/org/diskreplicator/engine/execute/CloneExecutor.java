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
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.scope.CleanupStack;

/**
 * Carries out plans.
 *
 * <p>The target is built in a folder beside its final place and appears there only when it is
 * complete; until then {@link CleanupStack} owns it.
 */
public final class CloneExecutor {
  private final ImageFiles images;
  private final ImageLayers layers;
  private final FileSystemChecks checks;
  private final Windows windows;
  private final CleanupStack stack;
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
  public CloneExecutor(
      ImageFiles images,
      ImageLayers layers,
      FileSystemChecks checks,
      Windows windows,
      CleanupStack stack,
      Path runFolder,
      CancelToken cancel,
      CancelToken checkStop,
      EventSink events) {
    this.images = images;
    this.layers = layers;
    this.checks = checks;
    this.windows = windows;
    this.stack = stack;
    this.runFolder = runFolder;
    this.cancel = cancel;
    this.checkStop = checkStop;
    this.events = events;
    this.steps = new StepEvents(events);
  }

  /** Makes the target, or leaves nothing of it. */
  public CloneReport execute(Plan plan) {
    long start = System.nanoTime();
    ImageLink source = ImageLink.create(runFolder, "source", plan.source().image());
    PartialFolder partial = PartialFolder.create(plan.target(), runFolder, stack);
    Path file = partial.file();
    Masking masking = new Masking(runFolder, source.view(), images, windows);
    Optional<LayerTransfer> layer =
        plan.backing()
            .map(kept -> new LayerTransfer(images, layers, runFolder, plan, kept, source.view()));
    Optional<HugeDisk> huge = HugeDisk.of(layers, runFolder, plan, source.view());
    steps.state(TargetState.INCOMPLETE);

    List<Area> copiedWhole =
        new CheckedCopy(checks, windows, cancel, checkStop, events)
            .run(plan, (free, stop) -> copyOnce(plan, masking, layer, huge, file, free, stop));
    SourceWatch.requireUnchanged(plan.source());
    steps.state(TargetState.COPIED_UNVERIFIED);
    WriteBack writeBack = WriteBack.start(file, stack);
    TargetState state =
        prove(plan, masking, new View(file, plan.format()), layer, huge, copiedWhole);
    layer.ifPresent(own -> own.finish(file));
    long allocated = images.header(file, plan.format()).allocatedSize().bytes();
    writeBack.finish(cancel);
    steps.outcome(state);
    partial.publish(plan.options().existing());
    return new CloneReport(
        plan.target(),
        plan.format(),
        state,
        plan.virtualSize(),
        copiedBytes(plan, layer, plan.freeWithout(copiedWhole)),
        allocated,
        copiedWhole,
        (System.nanoTime() - start) / 1_000_000,
        plan.backing());
  }

  private static long copiedBytes(Plan plan, Optional<LayerTransfer> layer, ExtentSet free) {
    return layer
        .map(own -> own.heldBytes(free))
        .orElseGet(() -> plan.movedBytes(plan.virtualSize() - free.totalBytes()));
  }

  private void copyOnce(
      Plan plan,
      Masking masking,
      Optional<LayerTransfer> layer,
      Optional<HugeDisk> huge,
      Path file,
      ExtentSet free,
      CancelToken stop) {
    steps.step("mask", free.totalBytes(), () -> steps.masked(masking.write(plan, free)));
    Step.Copy copy = step(plan, Step.Copy.class);
    ImageFiles.Conversion conversion =
        new ImageFiles.Conversion(
            masking.view(),
            file,
            plan.format(),
            copy.compressed(),
            layout(copy),
            clusters(copy),
            plan.options().shape());
    long bytes = copiedBytes(plan, layer, free);
    ImageFiles.Progress progress = steps.progress("copy", bytes);
    steps.step(
        "copy",
        bytes,
        () ->
            layer.ifPresentOrElse(
                own -> own.copy(conversion, progress, stop),
                () -> convert(conversion, huge, free, progress, stop)));
  }

  private void convert(
      ImageFiles.Conversion conversion,
      Optional<HugeDisk> huge,
      ExtentSet free,
      ImageFiles.Progress progress,
      CancelToken stop) {
    huge.filter(disk -> !conversion.compressed())
        .ifPresentOrElse(
            disk -> disk.copy(conversion, free, progress, stop),
            () -> images.convert(conversion, progress, stop));
  }

  private static <S extends Step> S step(Plan plan, Class<S> kind) {
    return plan.steps().stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  private static ImageFiles.Clusters clusters(Step.Copy copy) {
    return copy.subclusters() ? ImageFiles.Clusters.DIVIDED : ImageFiles.Clusters.WHOLE;
  }

  private static ImageFiles.Layout layout(Step.Copy copy) {
    return copy.scattered() ? ImageFiles.Layout.SCATTERED : ImageFiles.Layout.CONTIGUOUS;
  }

  private TargetState prove(
      Plan plan,
      Masking masking,
      View copy,
      Optional<LayerTransfer> layer,
      Optional<HugeDisk> huge,
      List<Area> copiedWhole) {
    if (plan.options().proof() == CloneOptions.Proof.NONE) {
      return TargetState.COPIED_UNVERIFIED;
    }
    ExtentSet free = plan.freeWithout(copiedWhole);
    View target = layer.map(own -> own.comparable(copy, free)).orElse(copy);
    long bytes = plan.movedBytes(plan.virtualSize() - free.totalBytes());
    boolean equal =
        steps.step(
            "verify",
            bytes,
            () -> {
              ImageFiles.Progress progress = steps.progress("verify", bytes);
              return huge.flatMap(disk -> disk.equal(masking.view(), target, free, progress))
                  .orElseGet(
                      () ->
                          images.equal(
                              masking.view(),
                              target,
                              layout(step(plan, Step.Copy.class)),
                              progress));
            });
    if (!equal) {
      throw new DifferenceException(
          "The copy differs from the source; the disk or memory of this machine may be failing.");
    }
    SourceWatch.requireUnchanged(plan.source());
    return TargetState.VERIFIED;
  }
}
