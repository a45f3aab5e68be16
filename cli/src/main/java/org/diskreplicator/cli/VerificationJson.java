package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.compare.PartResult;

/** A comparison of files as JSON; sizes are bytes. */
final class VerificationJson {
  private VerificationJson() {}

  static JsonObject of(FileVerification result) {
    JsonObject json = new JsonObject();
    json.addProperty("event", "finished");
    json.addProperty("equal", result.equal());
    json.addProperty("files", result.files());
    json.addProperty("comparedBytes", result.bytes());
    JsonArray parts = new JsonArray();
    result.parts().forEach(part -> parts.add(part(part)));
    json.add("parts", parts);
    return json;
  }

  private static JsonObject part(PartResult part) {
    JsonObject json = new JsonObject();
    json.addProperty("title", part.title());
    json.addProperty("content", part.content());
    json.addProperty("equal", part.equal());
    json.addProperty("means", part.means().name().toLowerCase(Locale.ROOT));
    json.addProperty("files", part.files());
    json.addProperty("comparedBytes", part.bytes());
    if (!part.note().isEmpty()) {
      json.addProperty("note", part.note());
    }
    json.addProperty("differenceCount", part.differenceCount());
    JsonArray differences = new JsonArray();
    part.differences()
        .forEach(
            difference -> {
              JsonObject entry = new JsonObject();
              entry.addProperty("where", difference.where());
              entry.addProperty("what", difference.what());
              differences.add(entry);
            });
    json.add("differences", differences);
    return json;
  }
}
