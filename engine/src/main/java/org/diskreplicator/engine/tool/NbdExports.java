package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.ImageFiles;

/**
 * Network block devices by qemu-nbd in the background, as root.
 *
 * <p>Each partition has a device of its own: the nodes that the kernel makes of a partition table
 * ({@code nbd0p1}) come late, or never where it was built without the table's driver. Read-only,
 * each device opens the image; writable, the devices of the partitions open the device of the disk,
 * since QEMU lets only one process write to an image.
 */
final class NbdExports implements DiskExports {
  private final NbdConnections connections;

  NbdExports(NbdConnections connections) {
    this.connections = connections;
  }

  @Override
  public Way way() {
    return Way.NBD;
  }

  @Override
  public void show(ImageFiles.View image, Access mode, List<Shown> shown, Path pidFile) {
    for (Shown one : shown) {
      QemuNbd source =
          mode == Access.WRITABLE || one.region().isEmpty()
              ? QemuNbd.disk(image, mode, SourceKey.NONE)
              : QemuNbd.part(image, one.region().get(), SourceKey.NONE);
      connect(source, one, "showing " + image.path());
    }
  }

  @Override
  public void showParts(Path disk, List<Shown> parts, Path pidFile) {
    Path device = real(disk);
    for (Shown part : parts) {
      Extent extent = part.region().orElseThrow();
      connect(QemuNbd.partOfDevice(device, extent), part, "showing parts of " + disk);
    }
  }

  /** Each process has a number file of its own, beside what it shows. */
  private void connect(QemuNbd source, Shown shown, String step) {
    connections.connect(source, shown.mountPoint(), pidFile(shown.mountPoint()), step);
  }

  static Path pidFile(Path shown) {
    return shown.resolveSibling(shown.getFileName() + ".pid").toAbsolutePath();
  }

  private static Path real(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new InputOutputException("looking at " + link, e);
    }
  }
}
