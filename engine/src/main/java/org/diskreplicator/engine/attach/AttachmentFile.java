package org.diskreplicator.engine.attach;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.attach.Attachment.ShownFile;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.DiskExports.Way;

/** The JSON file beside the shown files that says what they are. */
final class AttachmentFile {
  private static final String NAME = "attachment.json";

  private AttachmentFile() {}

  static void write(Attachment attachment) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("image", attachment.image().toString());
    json.addProperty("format", attachment.format().qemuName());
    json.addProperty("access", attachment.access().name());
    json.addProperty("way", attachment.way().name());
    JsonArray files = new JsonArray();
    attachment.files().forEach(file -> files.add(json(file)));
    json.add("files", files);
    Files.writeString(attachment.folder().resolve(NAME), json.toString());
  }

  private static JsonObject json(ShownFile file) {
    JsonObject json = new JsonObject();
    json.addProperty("name", String.valueOf(file.path().getFileName()));
    file.partition().ifPresent(number -> json.addProperty("partition", number));
    json.addProperty("offset", file.extent().offset());
    json.addProperty("length", file.extent().length());
    json.addProperty("content", file.content());
    return json;
  }

  /** The attachment in {@code folder}; empty when its file is not there or not whole. */
  static Optional<Attachment> read(Path folder) throws IOException {
    try {
      return Optional.of(
          parse(folder, JsonParser.parseString(Files.readString(folder.resolve(NAME)))));
    } catch (NoSuchFileException
        | JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | NullPointerException e) {
      return Optional.empty();
    }
  }

  private static Attachment parse(Path folder, JsonElement text) {
    JsonObject json = text.getAsJsonObject();
    List<ShownFile> files = new ArrayList<>();
    json.getAsJsonArray("files").forEach(file -> files.add(file(folder, file.getAsJsonObject())));
    return new Attachment(
        folder.getFileName().toString(),
        folder,
        Path.of(json.get("image").getAsString()),
        ImageFormat.named(json.get("format").getAsString()).orElseThrow(IllegalStateException::new),
        Access.valueOf(json.get("access").getAsString()),
        Way.valueOf(json.get("way").getAsString()),
        files);
  }

  private static ShownFile file(Path folder, JsonObject json) {
    return new ShownFile(
        folder.resolve(json.get("name").getAsString()),
        Optional.ofNullable(json.get("partition")).map(JsonElement::getAsInt),
        new Extent(json.get("offset").getAsLong(), json.get("length").getAsLong()),
        json.get("content").getAsString());
  }
}
