package org.diskreplicator.engine.luks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object in the text of a LUKS2 header, in which numbers of 64 bits are strings. Whatever is
 * missing or of another kind is damage: the text's checksum is right, so somebody wrote it so.
 */
record Luks2Object(JsonObject json) {
  private static final String NONSENSE = "the text of its header makes no sense";

  /** Reads a whole text. */
  static Luks2Object parse(String text) throws LuksException {
    try {
      return of(JsonParser.parseString(text));
    } catch (JsonParseException e) {
      throw LuksException.damaged(NONSENSE);
    }
  }

  private static Luks2Object of(JsonElement element) throws LuksException {
    if (!element.isJsonObject()) {
      throw LuksException.damaged(NONSENSE);
    }
    return new Luks2Object(element.getAsJsonObject());
  }

  boolean has(String name) {
    return json.has(name);
  }

  Luks2Object object(String name) throws LuksException {
    return of(element(name));
  }

  /** All members, which are objects. */
  Map<String, Luks2Object> objects() throws LuksException {
    Map<String, Luks2Object> found = new TreeMap<>();
    for (Map.Entry<String, JsonElement> member : json.entrySet()) {
      found.put(member.getKey(), of(member.getValue()));
    }
    return found;
  }

  String text(String name) throws LuksException {
    return text(element(name));
  }

  private static String text(JsonElement element) throws LuksException {
    if (!element.isJsonPrimitive()) {
      throw LuksException.damaged(NONSENSE);
    }
    return element.getAsString();
  }

  /** A whole number from 0 on. */
  long number(String name) throws LuksException {
    try {
      long number = Long.parseLong(text(name));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw LuksException.damaged(NONSENSE);
  }

  /** A list of texts; empty when there is none. */
  List<String> texts(String name) throws LuksException {
    if (!has(name)) {
      return List.of();
    }
    if (!element(name).isJsonArray()) {
      throw LuksException.damaged(NONSENSE);
    }
    List<String> found = new ArrayList<>();
    for (JsonElement element : element(name).getAsJsonArray()) {
      found.add(text(element));
    }
    return found;
  }

  private JsonElement element(String name) throws LuksException {
    JsonElement element = json.get(name);
    if (element == null) {
      throw LuksException.damaged(NONSENSE);
    }
    return element;
  }
}
