package org.diskreplicator.engine.scope;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a journal: one JSON object a line, {@code {"acquire": ..}} or {@code {"released":
 * ..}}.
 */
final class JournalFile {
  static final String NAME = "journal";

  private static final String ACQUIRE = "acquire";
  private static final String RELEASED = "released";

  private JournalFile() {}

  static String acquireLine(Undo undo) {
    return line(ACQUIRE, undo);
  }

  static String releasedLine(Undo undo) {
    return line(RELEASED, undo);
  }

  private static String line(String verb, Undo undo) {
    JsonObject json = new JsonObject();
    json.add(verb, UndoJson.write(undo));
    return json + "\n";
  }

  /**
   * What is not released yet, newest first. A last line without its end was cut by a crash before
   * anything was acquired for it, so it does not count.
   *
   * @throws JsonParseException when a whole line cannot be read
   */
  static List<Undo> pending(String text) {
    List<Undo> pending = new ArrayList<>();
    int end = text.lastIndexOf('\n');
    text.substring(0, Math.max(end, 0))
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> apply(line, pending));
    return pending;
  }

  private static void apply(String line, List<Undo> pending) {
    try {
      apply(JsonParser.parseString(line).getAsJsonObject(), pending);
    } catch (IllegalStateException | IllegalArgumentException | ClassCastException e) {
      throw new JsonParseException("no line of a journal: " + line, e);
    }
  }

  private static void apply(JsonObject json, List<Undo> pending) {
    if (json.has(ACQUIRE)) {
      pending.add(0, UndoJson.read(json.getAsJsonObject(ACQUIRE)));
    } else if (json.has(RELEASED)) {
      pending.remove(UndoJson.read(json.getAsJsonObject(RELEASED)));
    } else {
      throw new JsonParseException("no line of a journal: " + json);
    }
  }
}
