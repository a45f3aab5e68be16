package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.OptionalDouble;

/** Reads the JSON of {@code qemu-img check}. */
final class QemuImgCheck {
  private QemuImgCheck() {}

  /** Share of the disk that the image holds; empty unless some of it is compressed. */
  static OptionalDouble held(String json) {
    JsonObject check = JsonParser.parseString(json).getAsJsonObject();
    long total = number(check, "total-clusters");
    return number(check, "compressed-clusters") == 0 || total == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) number(check, "allocated-clusters") / total);
  }

  private static long number(JsonObject object, String name) {
    return object.has(name) ? object.get(name).getAsLong() : 0;
  }
}
