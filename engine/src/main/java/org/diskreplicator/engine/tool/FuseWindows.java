package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.WritableWindows;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.volume.Keyring;

/**
 * Windows by FUSE exports of qemu-storage-daemon, without root; a raw disk is shown by a symbolic
 * link, which costs nothing and gives it a name that every tool takes.
 */
public final class FuseWindows implements Windows, WritableWindows {
  private final CommandRunner runner;
  private final FuseAccess fuse;
  private final CleanupStack stack;
  private final Path folder;
  private final SourceKey key;
  private final Keyring keys;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Shows windows in {@code folder}, the run's own, which is removed with all that is left in it.
   */
  public FuseWindows(CommandRunner runner, ToolPaths tools, CleanupStack stack, Path folder) {
    this(runner, tools, stack, folder, SourceKey.NONE, new Keyring());
  }

  FuseWindows(
      CommandRunner runner,
      ToolPaths tools,
      CleanupStack stack,
      Path folder,
      SourceKey key,
      Keyring keys) {
    this.key = key;
    this.keys = keys;
    this.runner = runner;
    this.fuse = new FuseAccess(tools);
    this.stack = stack;
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public Window disk(ImageFiles.View image) {
    if (image.format() == ImageFormat.RAW) {
      return link(image.path());
    }
    return export(image, Optional.empty(), Access.READ_ONLY);
  }

  @Override
  public Window region(ImageFiles.View image, Extent region) {
    return isWhole(image, region)
        ? link(image.path())
        : export(image, Optional.of(region), Access.READ_ONLY);
  }

  @Override
  public Window writable(ImageFiles.View image) {
    return image.format() == ImageFormat.RAW
        ? link(image.path())
        : new FlushedWindow(export(image, Optional.empty(), Access.WRITABLE));
  }

  @Override
  public Window guarded(ImageFiles.View image, Extent region) {
    return export(image, Optional.of(region), Access.READ_ONLY);
  }

  @Override
  public Window volume(Path disk, Placement placement) {
    fuse.require();
    return new VolumeWindows(runner, stack, keys).open(disk, placement, newPath());
  }

  private static boolean isWhole(ImageFiles.View image, Extent region) {
    try {
      return image.format() == ImageFormat.RAW
          && region.offset() == 0
          && Files.isRegularFile(image.path())
          && Files.size(image.path()) == region.length();
    } catch (IOException e) {
      throw new InputOutputException("looking at " + image.path(), e);
    }
  }

  private Path newPath() {
    return folder.resolve("window" + count.incrementAndGet());
  }

  private Window link(Path image) {
    try {
      return new LinkWindow(Files.createSymbolicLink(newPath(), image.toAbsolutePath()));
    } catch (IOException e) {
      throw new InputOutputException("linking to " + image, e);
    }
  }

  private Window export(ImageFiles.View image, Optional<Extent> region, Access access) {
    fuse.require();
    Path mountPoint = newPath();
    QemuStorageDaemon daemon =
        QemuStorageDaemon.opening(image, access, FuseWindow.pidFile(mountPoint), key)
            .show(region, mountPoint);
    OptionalLong size =
        region
            .map(QemuStorageDaemon::shownBytes)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty());
    FuseWindow window = new FuseWindow(mountPoint, size, stack);
    window.open(runner, daemon.foreground("opening a window on " + image.path()));
    return window;
  }

  /** A link to a file that needs no export. */
  private record LinkWindow(Path path) implements Window {
    @Override
    public void close() {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new InputOutputException("removing " + path, e);
      }
    }
  }
}
