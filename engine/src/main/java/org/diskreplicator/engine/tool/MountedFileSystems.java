package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.diskreplicator.engine.scope.Undo;

/**
 * File systems that root can mount, by the kernel alone or through FUSE.
 *
 * <p>No mount replays a journal, and an ext file system whose superblock asks for a panic on errors
 * does not get it.
 */
public final class MountedFileSystems implements FileSystems {
  private static final Kind EXT = new Kind("ext4", "noload,errors=continue", Inodes.Oddities.NONE);
  private static final Map<String, Kind> KINDS =
      Map.of(
          "ext2", EXT,
          "ext3", EXT,
          "ext4", EXT,
          "xfs", new Kind("xfs", "norecovery,nouuid", Inodes.Oddities.NONE),
          "btrfs",
              new Kind("btrfs", "rescue=nologreplay,subvolid=5", Inodes.Oddities.SUBVOLUME_PLACES),
          "ntfs",
              new Kind(
                  "ntfs-3g",
                  "noatime,streams_interface=xattr,permissions",
                  Inodes.Oddities.NO_FLAGS),
          "squashfs", new Kind("squashfs", "errors=continue", Inodes.Oddities.NO_FLAGS),
          "erofs", new Kind("erofs", "user_xattr,acl", Inodes.Oddities.NO_FLAGS));

  private static final List<Tool> TOOLS =
      List.of(
          Tool.MOUNT,
          Tool.UMOUNT,
          Tool.XARGS,
          Tool.STAT,
          Tool.READLINK,
          Tool.GETFATTR,
          Tool.LSATTR,
          Tool.FILEFRAG);

  private final CommandRunner runner;
  private final ToolPaths tools;
  private final Windows windows;
  private final CleanupStack stack;
  private final Path folder;
  private final Supplier<Map<String, Mounts.Way>> others;
  private final BooleanSupplier superUser;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Mounts in {@code folder}, the run's own.
   *
   * @param others how contents are mounted that are not known here, by name
   */
  public MountedFileSystems(
      CommandRunner runner,
      ToolPaths tools,
      Windows windows,
      CleanupStack stack,
      Path folder,
      Supplier<Map<String, Mounts.Way>> others) {
    this(
        runner,
        tools,
        windows,
        stack,
        folder,
        others,
        () -> ProcessIdentity.effectiveUserId() == 0);
  }

  MountedFileSystems(
      CommandRunner runner,
      ToolPaths tools,
      Windows windows,
      CleanupStack stack,
      Path folder,
      Supplier<Map<String, Mounts.Way>> others,
      BooleanSupplier superUser) {
    this.runner = runner;
    this.tools = tools;
    this.windows = windows;
    this.stack = stack;
    this.folder = folder.toAbsolutePath();
    this.others = others;
    this.superUser = superUser;
  }

  private record Kind(String type, String options, Inodes.Oddities oddities) {}

  /** A part of a disk as mount takes it, and what shows it. */
  private record Place(Path disk, Extent part, Runnable end) {}

  @Override
  public Result open(ImageFiles.View disk, Extent part, Content content) {
    Optional<Kind> kind = kind(content.name());
    if (kind.isEmpty()) {
      return new Unopened("files of " + content.name() + " cannot be read here");
    }
    require(kind.get(), content.name());
    return mount(place(disk, part), kind.get());
  }

  private Optional<Kind> kind(String content) {
    Kind known = KINDS.get(content);
    return known != null
        ? Optional.of(known)
        : Optional.ofNullable(others.get().get(content))
            .map(way -> new Kind(way.type(), way.options(), Inodes.Oddities.UNKNOWN));
  }

  private void require(Kind kind, String content) {
    if (!superUser.getAsBoolean()) {
      throw new MissingPrerequisiteException(
          "Permission to mount " + content + ", whose files cannot be read otherwise,",
          "Run it with sudo, or with --sandbox container.");
    }
    TOOLS.forEach(tools::require);
    Mount.servedBy(kind.type()).ifPresent(tools::require);
  }

  /** A raw disk is mounted as it is, at an offset; the others by a window. */
  private Place place(ImageFiles.View disk, Extent part) {
    if (disk.format() == ImageFormat.RAW) {
      return new Place(windows.disk(disk).path(), part, () -> {});
    }
    Window window = windows.region(disk, part);
    return new Place(window.path(), new Extent(0, part.length()), window::close);
  }

  private Result mount(Place place, Kind kind) {
    Path point = newMountPoint();
    CleanupStack.Entry entry = stack.push(new Undo.UnmountDisk(point));
    Optional<String> failure =
        new Mount(runner)
            .mount(
                Mount.Access.READ_ONLY,
                place.disk(),
                place.part(),
                point,
                kind.type(),
                kind.options());
    Runnable end =
        () -> {
          stack.release(entry);
          place.end().run();
        };
    if (failure.isPresent()) {
      end.run();
      return new Unopened("it cannot be mounted: " + failure.get());
    }
    Path names = point.resolveSibling(point.getFileName() + ".names");
    Path links = point.resolveSibling(point.getFileName() + ".links");
    return new Opened(
        new MountedTree(
            point,
            new Inodes(new Xargs(runner, tools, names), oddities(kind, point)),
            new Filefrag(runner, links),
            end));
  }

  /** Of a type that others brought it is found out. */
  private Inodes.Oddities oddities(Kind kind, Path point) {
    if (kind.oddities() != Inodes.Oddities.UNKNOWN) {
      return kind.oddities();
    }
    Command question = Command.of("asking for flags", Tool.LSATTR, "-d", "--", point.toString());
    return runner.run(question).exitCode() == 0 ? Inodes.Oddities.NONE : Inodes.Oddities.NO_FLAGS;
  }

  private Path newMountPoint() {
    try {
      return Files.createDirectory(folder.resolve("files" + count.incrementAndGet()));
    } catch (IOException e) {
      throw new InputOutputException("making a mount point in " + folder, e);
    }
  }
}
