package org.diskreplicator.engine.contributed;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object that somebody else wrote, whose fields must be those that are expected.
 *
 * @param place what it is, for messages, such as {@code the manifest}
 */
record JsonFields(String place, JsonObject json) {
  /** Deeper than anything that has a meaning; Gson itself allows 255. */
  private static final int LARGEST = 64 << 10;

  /**
   * Reads a text that is one object and nothing else.
   *
   * @throws UnusableException when it is none
   */
  static JsonFields parse(String place, String text) {
    if (text.length() > LARGEST) {
      throw new UnusableException(place + " is larger than 64 KiB");
    }
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new UnusableException(place + " is no JSON object");
      }
      return new JsonFields(place, element.getAsJsonObject());
    } catch (JsonParseException | IOException | IllegalStateException e) {
      throw new UnusableException(place + " is not valid JSON");
    }
  }

  /** Fails for a field that is none of these: it would be a mistake that nobody sees. */
  JsonFields only(Set<String> names) {
    for (String name : json.keySet()) {
      if (!names.contains(name)) {
        throw new UnusableException(
            place + " has a field '" + name + "', which protocol 1 does not know");
      }
    }
    return this;
  }

  String text(String name) {
    return primitive(name)
        .filter(JsonPrimitive::isString)
        .map(JsonPrimitive::getAsString)
        .orElseThrow(() -> wrong(name, "a text"));
  }

  Optional<String> textIfAny(String name) {
    return json.has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  boolean flag(String name) {
    if (!json.has(name)) {
      return false;
    }
    return primitive(name)
        .filter(JsonPrimitive::isBoolean)
        .map(JsonPrimitive::getAsBoolean)
        .orElseThrow(() -> wrong(name, "true or false"));
  }

  /** A whole number from 0 on. */
  long number(String name) {
    try {
      long value =
          primitive(name)
              .filter(JsonPrimitive::isNumber)
              .map(number -> number.getAsBigDecimal().longValueExact())
              .orElse(-1L);
      if (value >= 0) {
        return value;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(name, "a whole number");
    }
    throw wrong(name, "a whole number");
  }

  boolean has(String name) {
    return json.has(name);
  }

  JsonArray array(String name) {
    if (!json.has(name) || !json.get(name).isJsonArray()) {
      throw wrong(name, "a list");
    }
    return json.getAsJsonArray(name);
  }

  /** The object in a field; an empty one when there is no such field. */
  JsonFields object(String name) {
    if (!json.has(name)) {
      return new JsonFields(place, new JsonObject());
    }
    if (!json.get(name).isJsonObject()) {
      throw wrong(name, "an object");
    }
    return new JsonFields("'" + name + "' in " + place, json.getAsJsonObject(name));
  }

  private Optional<JsonPrimitive> primitive(String name) {
    return json.has(name) && json.get(name).isJsonPrimitive()
        ? Optional.of(json.getAsJsonPrimitive(name))
        : Optional.empty();
  }

  private UnusableException wrong(String name, String wanted) {
    return new UnusableException(place + " has no field '" + name + "' that is " + wanted);
  }
}
