package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.diskreplicator.engine.scope.Undo;

/** Mounts through loop devices that go with the mount. */
public final class LoopMounts implements Mounts {
  private final CommandRunner runner;
  private final Windows windows;
  private final CleanupStack stack;
  private final Path folder;
  private final BooleanSupplier superUser;

  /** Mounts in {@code folder}, the run's own. */
  public LoopMounts(CommandRunner runner, Windows windows, CleanupStack stack, Path folder) {
    this(runner, windows, stack, folder, () -> ProcessIdentity.effectiveUserId() == 0);
  }

  LoopMounts(
      CommandRunner runner,
      Windows windows,
      CleanupStack stack,
      Path folder,
      BooleanSupplier superUser) {
    this.runner = runner;
    this.windows = windows;
    this.stack = stack;
    this.folder = folder.toAbsolutePath();
    this.superUser = superUser;
  }

  /** A raw disk is mounted as it is, at an offset; the others by a window. */
  @Override
  public Mounted original(ImageFiles.View disk, Extent part, Way way) {
    if (disk.format() == ImageFormat.RAW) {
      Window whole = windows.disk(disk);
      return mount(Mount.Access.READ_ONLY, whole.path(), part, way, whole);
    }
    Window window = windows.region(disk, part);
    return mount(Mount.Access.READ_ONLY, window.path(), new Extent(0, part.length()), way, window);
  }

  @Override
  public Mounted target(Path file, Way way) {
    try {
      Extent all = new Extent(0, Files.size(file));
      return mount(Mount.Access.WRITABLE, file, all, way, new Released(file));
    } catch (IOException e) {
      throw new InputOutputException("looking at " + file, e);
    }
  }

  private Mounted mount(Mount.Access access, Path disk, Extent part, Way way, Window shown) {
    if (!superUser.getAsBoolean()) {
      shown.close();
      throw new MissingPrerequisiteException(
          "Permission to mount " + way.type(), "Run it with sudo, or with --sandbox container.");
    }
    Path point = newMountPoint();
    MountedFolder mounted =
        new MountedFolder(point, stack.push(new Undo.UnmountDisk(point)), shown);
    Optional<String> failure =
        new Mount(runner).mount(access, disk, part, point, way.type(), way.options());
    if (failure.isPresent()) {
      mounted.end();
      throw new RefusedException(
          "The kernel cannot mount this "
              + way.type()
              + "; copy its blocks. mount said: "
              + failure.get());
    }
    return mounted;
  }

  private Path newMountPoint() {
    try {
      return Files.createTempDirectory(folder, "mount");
    } catch (IOException e) {
      throw new InputOutputException("making a mount point in " + folder, e);
    }
  }

  /** A file that is shown as it is, and left alone by the kernel afterwards. */
  private record Released(Path path) implements Window {
    @Override
    public void close() {
      new LoopRelease().await(path);
    }
  }

  /** What is mounted, and what shows it. */
  private final class MountedFolder implements Mounted {
    private final Path point;
    private final CleanupStack.Entry entry;
    private final Window shown;

    MountedFolder(Path point, CleanupStack.Entry entry, Window shown) {
      this.point = point;
      this.entry = entry;
      this.shown = shown;
    }

    @Override
    public Path folder() {
      return point;
    }

    /** Written back first: to unmount, only some seconds are given. */
    @Override
    public void close() {
      try {
        runner
            .run(Command.of("writing back the files", Tool.SYNC, "-f", "--", point.toString()))
            .orThrow();
      } finally {
        end();
      }
    }

    void end() {
      stack.release(entry);
      shown.close();
    }
  }
}
