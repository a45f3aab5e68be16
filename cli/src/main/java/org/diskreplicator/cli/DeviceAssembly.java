package org.diskreplicator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.DiskName;
import org.diskreplicator.engine.inspect.ExternalFiles;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Growth;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.PlanResult;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.scope.Undo;
import org.diskreplicator.engine.wiring.Toolbox;

/**
 * Puts a disk together in a scratch image and writes that to a device, or to a file on another
 * machine: until the device is erased, all that can be refused or can fail for the source's sake is
 * done.
 */
final class DeviceAssembly {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Toolbox tools;
  private final Path scratch;
  private final CloneTarget target;

  /**
   * Prepares a run.
   *
   * @param scratch folder for the image
   * @param target a device, or a file on another machine
   */
  DeviceAssembly(Toolbox tools, Path scratch, CloneTarget target) {
    this.tools = tools;
    this.scratch = scratch;
    this.target = target;
  }

  /** Runs both parts; the image is gone when {@code session} ends. */
  CloneReport run(Session session, CloneView view, Assembly assembly) {
    requireSpace(assembly);
    Path folder = scratch.resolve(".diskrep-" + session.name() + ".partial");
    session.stack().push(new Undo.DeleteTree(folder));
    Path image = createFolder(folder).resolve("disk.qcow2");
    CloneReport assembled = session.assembler(view).execute(assembly.inImage(image));
    CloneReport written = write(view, assembly, image);
    return assembled.state() == TargetState.VERIFIED ? written : written.in(assembled.state());
  }

  private void requireSpace(Assembly assembly) {
    try {
      long space = Files.getFileStore(scratch).getUsableSpace();
      if (space < assembly.movedBytes()) {
        throw new RefusedException(
            "The disk is put together in '"
                + scratch
                + "', which has "
                + ByteSize.of(space)
                + " left, and up to "
                + ByteSize.of(assembly.movedBytes())
                + " are needed; give another folder with --scratch.");
      }
    } catch (IOException e) {
      throw new RefusedException(
          "'"
              + scratch
              + "' cannot be used for scratch files; give another folder with --scratch.");
    }
  }

  private static Path createFolder(Path folder) {
    try {
      return Files.createDirectory(folder, OWNER_ONLY);
    } catch (IOException e) {
      throw new InputOutputException("creating '" + folder + "'", e);
    }
  }

  /** A run of its own, as masks and links of both parts bear the same names. */
  private CloneReport write(CloneView view, Assembly assembly, Path image) {
    try (Session session = new Session(tools)) {
      Inspection disk =
          session
              .inspector()
              .inspect(
                  new SourceSpec(
                      new DiskName(image, OptionalInt.empty()),
                      Optional.of(ImageFormat.QCOW2),
                      ExternalFiles.REFUSED));
      PlanResult plan =
          new Planner().plan(disk, place(assembly).look(session, disk), options(assembly));
      if (plan instanceof PlanResult.Rejection rejection) {
        throw new RefusedException(rejection.reason());
      }
      return place(assembly).write(session, view, (Plan) plan);
    }
  }

  /** A device was opened by the first run, and has a path since. */
  private CloneTarget place(Assembly assembly) {
    return target.isPutTogetherHere()
        ? target
        : new LocalTarget(tools, session -> assembly.target());
  }

  /** The maps of what was just put together and proved need no further checks. */
  private static CloneOptions options(Assembly assembly) {
    CloneOptions asked = assembly.options();
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
            assembly.isOntoDevice() ? usual.format() : Optional.of(assembly.format()),
            usual.size(),
            usual.strategy(),
            assembly.isOntoDevice() ? usual.compression() : asked.compression(),
            asked.existing(),
            asked.proof(),
            asked.proof() == CloneOptions.Proof.COMPARE
                ? CloneOptions.MapTrust.BLIND
                : asked.trust(),
            usual.sourceFormat(),
            usual.subclusters(),
            usual.partitions(),
            Growth.NONE)
        .shaped(asked.shape())
        .overwriting(asked.overwrite());
  }
}
