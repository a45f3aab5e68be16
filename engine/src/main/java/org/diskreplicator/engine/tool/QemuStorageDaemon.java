package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.Tool;

/**
 * Command lines of qemu-storage-daemon(1).
 *
 * <p>Nodes and exports are given as JSON, so that no file name is ever parsed. Mount points are
 * absolute: relative ones are not unmounted at the end.
 */
final class QemuStorageDaemon {
  /** QEMU counts in sectors of 512 bytes and shows the last one whole. */
  static final long SECTOR_BYTES = 512;

  private static final String DISK = "disk";

  private final List<String> arguments = new ArrayList<>();
  private final boolean readOnly;
  private int exports;

  /** Whether what is shown can be written. */
  enum Access {
    READ_ONLY,
    WRITABLE
  }

  /**
   * Opens {@code image} by the path that it has, against whose folder QEMU resolves its backing
   * file.
   */
  QemuStorageDaemon(ImageFiles.View image, Path pidFile, Access access) {
    this.readOnly = access == Access.READ_ONLY;
    arguments.addAll(List.of("--pidfile", absolute(pidFile)));
    boolean raw = image.format() == ImageFormat.RAW;
    Path path = image.path().toAbsolutePath();
    JsonObject file = node(isRegular(path) ? "file" : "host_device", raw ? DISK : "file");
    file.addProperty("filename", path.toString());
    blockdev(file);
    if (!raw) {
      JsonObject format = node(image.format().qemuName(), DISK);
      format.addProperty("file", "file");
      blockdev(format);
    }
  }

  private static boolean isRegular(Path path) {
    return !Files.exists(path) || Files.isRegularFile(path);
  }

  /** Shows the whole disk, or a part that is rounded up to whole sectors, as {@code mountPoint}. */
  QemuStorageDaemon show(Optional<Extent> region, Path mountPoint) {
    exports++;
    region.ifPresent(extent -> blockdev(part(extent, "part" + exports)));
    JsonObject export = new JsonObject();
    export.addProperty("type", "fuse");
    export.addProperty("id", "export" + exports);
    export.addProperty("node-name", region.isPresent() ? "part" + exports : DISK);
    export.addProperty("mountpoint", absolute(mountPoint));
    export.addProperty("writable", !readOnly);
    export.addProperty("allow-other", "off");
    arguments.addAll(List.of("--export", export.toString()));
    return this;
  }

  private JsonObject part(Extent extent, String name) {
    JsonObject part = node("raw", name);
    part.addProperty("file", DISK);
    part.addProperty("offset", extent.offset());
    part.addProperty("size", shownBytes(extent));
    return part;
  }

  /** Size of the file that shows {@code extent}. */
  static long shownBytes(Extent extent) {
    return (extent.length() + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
  }

  private JsonObject node(String driver, String name) {
    JsonObject node = new JsonObject();
    node.addProperty("driver", driver);
    node.addProperty("node-name", name);
    node.addProperty("read-only", readOnly);
    return node;
  }

  private void blockdev(JsonObject node) {
    arguments.addAll(List.of("--blockdev", node.toString()));
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }

  /** The daemon in the foreground: it runs until it gets SIGTERM, and unmounts what it shows. */
  Command foreground(String step) {
    return Command.of(step, Tool.QEMU_STORAGE_DAEMON, arguments).endGently();
  }
}
