package org.diskreplicator.engine.tool;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
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
  private static final String CHAIN = "chain";

  private final List<String> arguments = new ArrayList<>();
  private int exports;
  private String partBase = DISK;

  /** One node per disk, or one per part. */
  private enum Nodes {
    SHARED,
    /**
     * A writable export may resize its node, so QEMU refuses a second one above the same node; each
     * part then opens the disk for itself, and without a lock, which would keep the next one out.
     */
    ONE_EACH
  }

  private final Path disk;
  private final Nodes nodes;
  private final boolean readOnly;

  private QemuStorageDaemon(Path disk, Path pidFile, Nodes nodes, Access access) {
    this.disk = disk.toAbsolutePath();
    this.nodes = nodes;
    this.readOnly = access == Access.READ_ONLY;
    arguments.addAll(List.of("--pidfile", absolute(pidFile)));
  }

  /**
   * Opens {@code image} by the path that it has, against whose folder QEMU resolves its backing
   * file. Only one window can be shown when it is writable.
   */
  static QemuStorageDaemon opening(
      ImageFiles.View image, Access access, Path pidFile, SourceKey key) {
    QemuStorageDaemon daemon = new QemuStorageDaemon(image.path(), pidFile, Nodes.SHARED, access);
    daemon.arguments.addAll(key.arguments());
    boolean raw = image.format() == ImageFormat.RAW;
    daemon.blockdev(daemon.file(raw ? DISK : "file"));
    if (!raw) {
      JsonObject format = daemon.node(image.format().qemuName(), DISK);
      format.addProperty("file", "file");
      key.unlock(format, image);
      daemon.blockdev(format);
    }
    if (!raw && daemon.readOnly) {
      // Who writes can write to one of both nodes only.
      daemon.blockdev(daemon.wholeChain());
      daemon.partBase = CHAIN;
    }
    return daemon;
  }

  /** Shows what another process serves on a Unix-domain socket, read-only. */
  static QemuStorageDaemon served(Path socket, Path pidFile) {
    QemuStorageDaemon daemon =
        new QemuStorageDaemon(socket, pidFile, Nodes.SHARED, Access.READ_ONLY);
    JsonObject server = new JsonObject();
    server.addProperty("type", "unix");
    server.addProperty("path", absolute(socket));
    JsonObject node = daemon.node("nbd", DISK);
    node.add("server", server);
    daemon.blockdev(node);
    return daemon;
  }

  /** Shows writable parts of a disk that another process shows and has locked. */
  static QemuStorageDaemon writingPartsOf(Path disk, Path pidFile) {
    return new QemuStorageDaemon(disk, pidFile, Nodes.ONE_EACH, Access.WRITABLE);
  }

  /**
   * A part directly above a format node with a backing file shows what falls through as holes: cp
   * of such an export gives zeros (QEMU 7.2, raw driver). A quorum of one child asks the whole
   * chain.
   */
  private JsonObject wholeChain() {
    JsonArray children = new JsonArray();
    children.add(DISK);
    JsonObject quorum = node("quorum", CHAIN);
    quorum.addProperty("vote-threshold", 1);
    quorum.addProperty("read-pattern", "fifo");
    quorum.add("children", children);
    return quorum;
  }

  private JsonObject file(String name) {
    JsonObject file = node(isRegular(disk) ? "file" : "host_device", name);
    file.addProperty("filename", disk.toString());
    return file;
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
    part.addProperty("file", base(name));
    part.addProperty("offset", extent.offset());
    part.addProperty("size", shownBytes(extent));
    return part;
  }

  private String base(String part) {
    if (nodes == Nodes.SHARED) {
      return partBase;
    }
    String own = part + "-file";
    JsonObject file = file(own);
    file.addProperty("locking", "off");
    blockdev(file);
    return own;
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

  /** The daemon in the background: the command ends when all is shown, and the daemon lives on. */
  Command background(String step) {
    List<String> all = new ArrayList<>(List.of("--daemonize"));
    all.addAll(arguments);
    return Command.of(step, Tool.QEMU_STORAGE_DAEMON, all).withTimeout(Duration.ofSeconds(30));
  }
}
