package org.diskreplicator.engine.tool;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.port.ImageFiles.Header;

/** Reads the JSON of {@code qemu-img info}. */
final class QemuImgInfo {
  private QemuImgInfo() {}

  static Header parse(String json) {
    JsonObject info = JsonParser.parseString(json).getAsJsonObject();
    JsonObject data = formatData(info);
    return new Header(
        ByteSize.of(info.get("virtual-size").getAsLong()),
        ByteSize.of(info.get("actual-size").getAsLong()),
        text(info, "backing-filename"),
        text(info, "backing-filename-format"),
        dataFiles(info, data),
        info.has("encrypted") && info.get("encrypted").getAsBoolean(),
        info.has("snapshots") ? info.getAsJsonArray("snapshots").size() : 0,
        compressed(data),
        clusters(info, data));
  }

  private static Optional<ClusterShape> clusters(JsonObject info, JsonObject data) {
    return text(info, "format").filter("qcow2"::equals).isPresent() && info.has("cluster-size")
        ? Optional.of(
            new ClusterShape(
                ByteSize.of(info.get("cluster-size").getAsLong()),
                data.has("extended-l2") && data.get("extended-l2").getAsBoolean()))
        : Optional.empty();
  }

  private static JsonObject formatData(JsonObject info) {
    if (!info.has("format-specific")) {
      return new JsonObject();
    }
    JsonObject data = info.getAsJsonObject("format-specific").getAsJsonObject("data");
    return data == null ? new JsonObject() : data;
  }

  private static List<String> dataFiles(JsonObject info, JsonObject data) {
    List<String> files = new ArrayList<>();
    text(data, "data-file").ifPresent(files::add);
    String own = info.get("filename").getAsString();
    if (data.has("extents")) {
      JsonArray extents = data.getAsJsonArray("extents");
      for (JsonElement extent : extents) {
        text(extent.getAsJsonObject(), "filename")
            .filter(name -> !name.equals(own))
            .ifPresent(files::add);
      }
    }
    return files;
  }

  /** Of a vmdk; a qcow2 does not say it here. */
  private static boolean compressed(JsonObject data) {
    return data.has("extents")
        && data.getAsJsonArray("extents").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .anyMatch(
                extent -> extent.has("compressed") && extent.get("compressed").getAsBoolean());
  }

  private static Optional<String> text(JsonObject object, String name) {
    return object.has(name) ? Optional.of(object.get(name).getAsString()) : Optional.empty();
  }
}
