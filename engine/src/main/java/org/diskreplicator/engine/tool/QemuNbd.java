package org.diskreplicator.engine.tool;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.Tool;

/**
 * Command lines of qemu-nbd(8) that connect what an image holds to a device of the kernel.
 *
 * <p>The image is given as JSON, so that no file name is ever parsed and no format probed.
 *
 * @param image what the device shows
 * @param key of an encrypted image
 */
record QemuNbd(JsonObject image, Access access, SourceKey key) {

  /** The whole disk. */
  static QemuNbd disk(ImageFiles.View image, Access access, SourceKey key) {
    return new QemuNbd(node(image, key), access, key);
  }

  /** A part of a disk, read-only. */
  static QemuNbd part(ImageFiles.View image, Extent extent, SourceKey key) {
    JsonObject disk = node(image, key);
    boolean raw = image.format() == ImageFormat.RAW;
    return new QemuNbd(
        window(extent, raw ? file(image.path()) : wholeChain(disk)), Access.READ_ONLY, key);
  }

  /** A writable part of a disk that another process shows as {@code device} and has locked. */
  static QemuNbd partOfDevice(Path device, Extent extent) {
    JsonObject file = file(device);
    file.addProperty("locking", "off");
    return new QemuNbd(window(extent, file), Access.WRITABLE, SourceKey.NONE);
  }

  private static JsonObject node(ImageFiles.View image, SourceKey key) {
    JsonObject node = node(image.format().qemuName(), file(image.path()));
    key.unlock(node, image);
    return node;
  }

  private static JsonObject node(String driver, JsonElement file) {
    JsonObject node = new JsonObject();
    node.addProperty("driver", driver);
    node.add("file", file);
    return node;
  }

  private static JsonObject file(Path path) {
    JsonObject file = new JsonObject();
    boolean regular = !Files.exists(path) || Files.isRegularFile(path);
    file.addProperty("driver", regular ? "file" : "host_device");
    file.addProperty("filename", path.toAbsolutePath().toString());
    return file;
  }

  /** See {@link QemuStorageDaemon}: without it, what a backing file holds would read as zeros. */
  private static JsonObject wholeChain(JsonObject disk) {
    JsonArray children = new JsonArray();
    children.add(disk);
    JsonObject quorum = new JsonObject();
    quorum.addProperty("driver", "quorum");
    quorum.addProperty("vote-threshold", 1);
    quorum.addProperty("read-pattern", "fifo");
    quorum.add("children", children);
    return quorum;
  }

  private static JsonObject window(Extent extent, JsonObject file) {
    JsonObject part = node("raw", file);
    part.addProperty("offset", extent.offset());
    part.addProperty("size", QemuStorageDaemon.shownBytes(extent));
    return part;
  }

  /**
   * Connects it to a device; the process lives on in the background, with its number in {@code
   * pidFile}.
   *
   * <p>The socket is this process's own. By default all processes for one device share a name and
   * take it from each other, so two that begin at once could be joined crosswise.
   */
  Command connect(String step, Path device, Path pidFile) {
    List<String> arguments = new ArrayList<>(key.arguments());
    arguments.addAll(List.of("-c", device.toString()));
    arguments.add("--pid-file=" + pidFile);
    arguments.add("--socket=" + socket(pidFile));
    if (access == Access.READ_ONLY) {
      arguments.add("-r");
    }
    arguments.add("json:" + image);
    return Command.of(step, Tool.QEMU_NBD, arguments).withTimeout(Duration.ofSeconds(30));
  }

  /** A name beside the process number. */
  static Path socket(Path pidFile) {
    return pidFile.resolveSibling(pidFile.getFileName() + ".sock");
  }
}
