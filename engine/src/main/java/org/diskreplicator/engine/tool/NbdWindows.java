package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.WritableWindows;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Undo;

/**
 * Windows by network block devices, for root on a machine without FUSE; a raw disk is shown by a
 * link to it.
 */
final class NbdWindows implements Windows, WritableWindows {
  private final NbdConnections connections;
  private final CleanupStack stack;
  private final Path folder;
  private final SourceKey key;
  private final AtomicInteger count = new AtomicInteger();

  /** Shows windows in {@code folder}, the run's own. */
  NbdWindows(NbdConnections connections, CleanupStack stack, Path folder, SourceKey key) {
    this.key = key;
    this.connections = connections;
    this.stack = stack;
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public Window disk(ImageFiles.View image) {
    return image.format() == ImageFormat.RAW
        ? link(image)
        : connect(QemuNbd.disk(image, Access.READ_ONLY, key), image);
  }

  @Override
  public Window writable(ImageFiles.View image) {
    return image.format() == ImageFormat.RAW
        ? link(image)
        : new FlushedWindow(connect(QemuNbd.disk(image, Access.WRITABLE, key), image));
  }

  private Window link(ImageFiles.View image) {
    Path link = newPath();
    try {
      Files.createSymbolicLink(link, image.path().toAbsolutePath());
    } catch (IOException e) {
      throw new InputOutputException("linking to " + image.path(), e);
    }
    return new Link(link, () -> {});
  }

  @Override
  public Window region(ImageFiles.View image, Extent region) {
    return connect(QemuNbd.part(image, region, key), image);
  }

  private Path newPath() {
    return folder.resolve("window" + count.incrementAndGet());
  }

  private Window connect(QemuNbd source, ImageFiles.View image) {
    Path link = newPath();
    Path pidFile = NbdExports.pidFile(link);
    CleanupStack.Entry entry = stack.push(new Undo.DisconnectNbd(pidFile));
    connections.connect(source, link, pidFile, "opening a window on " + image.path());
    return new Link(link, () -> stack.release(entry));
  }

  /** A link, and what ends that which it leads to. */
  private record Link(Path path, Runnable end) implements Window {
    @Override
    public void close() {
      end.run();
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new InputOutputException("removing " + path, e);
      }
    }
  }
}
