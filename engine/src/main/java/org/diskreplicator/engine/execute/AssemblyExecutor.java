package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.CloneOptions.Compression;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.scope.CleanupStack;

/**
 * Puts targets together from pieces.
 *
 * <p>A raw or plain qcow2 target is put together in its own file. Every other one is put together
 * in a qcow2 image first and then copied as a whole, since what is compressed or of another format
 * cannot be written in parts.
 */
public final class AssemblyExecutor {
  private final AssemblyPorts ports;
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
   * @param checkStop ends what {@code ports} are checking
   */
  public AssemblyExecutor(
      AssemblyPorts ports,
      CleanupStack stack,
      Path runFolder,
      CancelToken cancel,
      CancelToken checkStop,
      EventSink events) {
    this.ports = ports;
    this.stack = stack;
    this.runFolder = runFolder;
    this.cancel = cancel;
    this.checkStop = checkStop;
    this.events = events;
    this.steps = new StepEvents(events);
  }

  /** Makes the target, or leaves nothing of it. */
  public CloneReport execute(Assembly assembly) {
    long start = System.nanoTime();
    PartialFolder partial = PartialFolder.create(assembly.target(), runFolder, stack);
    View disk = disk(assembly, partial);
    steps.state(TargetState.INCOMPLETE);
    AssemblyRun run =
        new AssemblyRun(ports, assembly, partial.parts(), disk, runFolder, events, cancel);
    run.copy(checkStop);
    if (!isDirect(assembly)) {
      convert(assembly, disk, partial.file());
    }
    SourceWatch.requireUnchanged(assembly.source());
    WriteBack writeBack = WriteBack.start(partial.file(), stack);
    TargetState state = finish(assembly, run);
    long allocated =
        ports.images().header(partial.file(), assembly.format()).allocatedSize().bytes();
    writeBack.finish(cancel);
    steps.outcome(state);
    partial.publish(assembly.options().existing());
    return new CloneReport(
        assembly.target(),
        assembly.format(),
        state,
        assembly.virtualSize(),
        run.copiedBytes(),
        allocated,
        run.copiedWhole(),
        (System.nanoTime() - start) / 1_000_000);
  }

  /** Whether the target's own file is put together in. */
  static boolean isDirect(Assembly assembly) {
    return assembly.format() == ImageFormat.RAW
        || (assembly.format() == ImageFormat.QCOW2
            && assembly.options().compression() == Compression.NONE);
  }

  private static View disk(Assembly assembly, PartialFolder partial) {
    return isDirect(assembly)
        ? new View(partial.file(), assembly.format())
        : new View(partial.parts().resolve("disk.qcow2"), ImageFormat.QCOW2);
  }

  private void convert(Assembly assembly, View disk, Path file) {
    boolean compressed = assembly.options().compression() == Compression.COMPRESSED;
    boolean divided = assembly.options().subclusters() == CloneOptions.Subclusters.ON;
    ImageFiles.Conversion conversion =
        new ImageFiles.Conversion(
            disk,
            file,
            assembly.format(),
            compressed,
            ImageFiles.Layout.CONTIGUOUS,
            divided ? ImageFiles.Clusters.DIVIDED : ImageFiles.Clusters.WHOLE,
            assembly.options().shape());
    long bytes = ports.images().header(disk.path(), disk.format()).allocatedSize().bytes();
    steps.step(
        "convert",
        bytes,
        () -> {
          ports.images().convert(conversion, steps.progress("convert", bytes), cancel);
          return true;
        });
    if (proves(assembly)) {
      steps.step("verify", bytes, () -> requireEqual(disk, new View(file, assembly.format())));
    }
  }

  private boolean requireEqual(View disk, View target) {
    boolean equal =
        ports.images().equal(disk, target, ImageFiles.Layout.CONTIGUOUS, ImageFiles.Progress.NONE);
    if (!equal) {
      throw new DifferenceException(
          "The converted copy differs; the disk or memory of this machine may be failing.");
    }
    return true;
  }

  private static boolean proves(Assembly assembly) {
    return assembly.options().proof() == CloneOptions.Proof.COMPARE;
  }

  private TargetState finish(Assembly assembly, AssemblyRun run) {
    steps.state(TargetState.COPIED_UNVERIFIED);
    if (!run.prove()) {
      return TargetState.COPIED_UNVERIFIED;
    }
    SourceWatch.requireUnchanged(assembly.source());
    return TargetState.VERIFIED;
  }
}
