package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.port.RemoteDisk;

/**
 * QEMU's node of what an image lies in: a file, a device, or a disk that another machine serves.
 */
final class FileNode {
  private FileNode() {}

  static JsonObject of(Path path) {
    return RemoteDisk.at(path).map(FileNode::remote).orElseGet(() -> local(path));
  }

  private static JsonObject local(Path path) {
    JsonObject file = new JsonObject();
    boolean regular = !Files.exists(path) || Files.isRegularFile(path);
    file.addProperty("driver", regular ? "file" : "host_device");
    file.addProperty("filename", path.toString());
    return file;
  }

  /** The file of a remote disk gives one answer after the other, its socket many at once. */
  private static JsonObject remote(RemoteDisk disk) {
    JsonObject nbd = new JsonObject();
    nbd.addProperty("driver", "nbd");
    nbd.add("server", socket(disk.socket()));
    nbd.addProperty("export", RemoteDisk.EXPORT);
    return nbd;
  }

  static JsonObject socket(Path path) {
    JsonObject socket = new JsonObject();
    socket.addProperty("type", "unix");
    socket.addProperty("path", path.toString());
    return socket;
  }

  /** A raw node above it. */
  static JsonObject raw(JsonObject file) {
    JsonObject node = new JsonObject();
    node.addProperty("driver", "raw");
    node.add("file", file);
    return node;
  }
}
