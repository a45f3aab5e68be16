package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.nbd.NbdServer;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Undo;
import org.diskreplicator.engine.volume.Keyring;
import org.diskreplicator.engine.volume.PlacedBytes;

/** Shows volumes by a server in this process, of which qemu-storage-daemon makes a file. */
final class VolumeWindows {
  /** A socket's path has at most 107 bytes (unix(7)). */
  private static final int LONGEST_SOCKET = 107;

  private final CommandRunner runner;
  private final CleanupStack stack;
  private final Keyring keys;

  VolumeWindows(CommandRunner runner, CleanupStack stack, Keyring keys) {
    this.runner = runner;
    this.stack = stack;
    this.keys = keys;
  }

  /** Shows a volume of a disk that is readable as a file at {@code mountPoint}. */
  Window open(Path disk, Placement placement, Path mountPoint) {
    Path socket = socket(mountPoint);
    Served served = serve(disk, placement, socket);
    CleanupStack.Entry entry = stack.pushAction("stop serving " + socket, served::close);
    FuseWindow window = new FuseWindow(mountPoint, OptionalLong.of(placement.size()), stack);
    window.open(
        runner,
        QemuStorageDaemon.served(socket, FuseWindow.pidFile(mountPoint))
            .show(Optional.empty(), mountPoint)
            .foreground("opening a window on a volume of " + disk));
    return new Shown(window, () -> stack.release(entry));
  }

  private Served serve(Path disk, Placement placement, Path socket) {
    try {
      FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ);
      try {
        return new Served(
            channel,
            NbdServer.start(socket, PlacedBytes.of(placement, channel, keys), placement.size()));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputOutputException("serving a volume of " + disk, e);
    }
  }

  /**
   * Beside the window, where only this user can look; in a folder of its own if that is too deep.
   */
  private Path socket(Path mountPoint) {
    Path beside = mountPoint.resolveSibling(mountPoint.getFileName() + ".sock");
    if (beside.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET) {
      return beside;
    }
    try {
      Path folder = Files.createTempDirectory("diskrep");
      stack.push(new Undo.DeleteTree(folder));
      return folder.resolve("volume.sock");
    } catch (IOException e) {
      throw new InputOutputException("making a folder for a socket", e);
    }
  }

  private record Served(FileChannel disk, NbdServer server) {
    void close() {
      server.close();
      try {
        disk.close();
      } catch (IOException e) {
        throw new InputOutputException("closing a disk", e);
      }
    }
  }

  /** The window, then what it shows. */
  private record Shown(Window window, Runnable end) implements Window {
    @Override
    public Path path() {
      return window.path();
    }

    @Override
    public void close() {
      window.close();
      end.run();
    }
  }
}
