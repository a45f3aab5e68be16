package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.diskreplicator.engine.attach.Attachment;
import org.diskreplicator.engine.attach.Attachment.ShownFile;
import org.diskreplicator.engine.attach.Usages;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.scope.ProcessIdentity;

/** Attached images for people and programs. */
final class AttachmentView {
  private final boolean superUser = ProcessIdentity.effectiveUserId() == 0;

  List<String> text(Attachment attachment) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Attached %s (%s, %s) as %s:"
            .formatted(
                Printable.of(attachment.image().toString()),
                attachment.format(),
                access(attachment),
                attachment.id()));
    TextTable table = new TextTable("CONTENT", ">SIZE", "FILE");
    for (ShownFile file : attachment.files()) {
      table.add(content(file), ByteSize.of(file.extent().length()).human(), shown(file));
    }
    lines.addAll(table.lines());
    lines.add("Use it with, for example:");
    attachment
        .files()
        .forEach(file -> uses(attachment, file).forEach(use -> lines.add("  " + use)));
    lines.add("End it with: diskrep detach " + attachment.id());
    return lines;
  }

  private static String shown(ShownFile file) {
    return file.path() + file.device().map(device -> " -> " + device).orElse("");
  }

  List<String> list(List<Attachment> all, Predicate<Attachment> alive) {
    if (all.isEmpty()) {
      return List.of("Nothing is attached.");
    }
    TextTable table = new TextTable("ID", "ACCESS", "STATE", "FILES", "IMAGE");
    for (Attachment one : all) {
      table.add(
          one.id(),
          access(one),
          alive.test(one) ? "attached" : "ended",
          one.folder().toString(),
          Printable.of(one.image().toString()));
    }
    return table.lines();
  }

  JsonArray json(List<Attachment> all, Predicate<Attachment> alive) {
    JsonArray array = new JsonArray();
    all.forEach(one -> array.add(json(one, alive.test(one))));
    return array;
  }

  JsonObject json(Attachment attachment, boolean alive) {
    JsonObject json = new JsonObject();
    json.addProperty("id", attachment.id());
    json.addProperty("image", attachment.image().toString());
    json.addProperty("format", attachment.format().qemuName());
    json.addProperty("access", access(attachment));
    json.addProperty("via", attachment.way().name().toLowerCase(Locale.ROOT));
    json.addProperty("alive", alive);
    json.addProperty("folder", attachment.folder().toString());
    JsonArray files = new JsonArray();
    attachment.files().forEach(file -> files.add(json(attachment, file)));
    json.add("files", files);
    return json;
  }

  private JsonObject json(Attachment attachment, ShownFile file) {
    JsonObject json = new JsonObject();
    json.addProperty("path", file.path().toString());
    file.device().ifPresent(device -> json.addProperty("device", device.toString()));
    file.partition().ifPresent(number -> json.addProperty("partition", number));
    json.addProperty("offset", file.extent().offset());
    json.addProperty("bytes", file.extent().length());
    json.addProperty("content", file.content());
    JsonArray uses = new JsonArray();
    uses(attachment, file).forEach(uses::add);
    json.add("uses", uses);
    return json;
  }

  private List<String> uses(Attachment attachment, ShownFile file) {
    return new Usages(attachment.access(), superUser, attachment.way()).of(file);
  }

  private static String content(ShownFile file) {
    return file.content().isEmpty() ? "unknown" : Printable.of(file.content());
  }

  private static String access(Attachment attachment) {
    return attachment.access() == Access.READ_ONLY
        ? "read-only"
        : attachment.access().name().toLowerCase(Locale.ROOT);
  }
}
