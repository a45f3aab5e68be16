package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;

/**
 * Images that QEMU reads through io_uring. Bytes that are in the page cache come at once then,
 * where its usual way hands each request to a thread and waits for that.
 */
final class UringNode {
  private UringNode() {}

  /** An image. */
  static JsonObject of(View image, JsonObject file) {
    JsonObject node = new JsonObject();
    node.addProperty("driver", image.format().qemuName());
    file.addProperty("aio", "io_uring");
    node.add("file", file);
    return node;
  }

  /** The same; a qcow2 image is an overlay, and what it stands on is read in that way too. */
  static JsonObject ofOverlay(View image, JsonObject file) {
    JsonObject node = of(image, file);
    if (image.format() == ImageFormat.QCOW2) {
      JsonObject below = new JsonObject();
      below.addProperty("aio", "io_uring");
      JsonObject backing = new JsonObject();
      backing.add("file", below);
      node.add("backing", backing);
    }
    return node;
  }
}
