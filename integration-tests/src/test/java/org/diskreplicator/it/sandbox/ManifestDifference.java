package org.diskreplicator.it.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Compares two manifests, and tells people what differs. */
final class ManifestDifference {
  private static final int MOST = 20;
  private static final int LONGEST = 200;

  /** Flags of how ext stores a file: index, huge, extents, its attribute or its content inline. */
  private static final long STORED = 0x1000 | 0x40000 | 0x80000 | 0x200000 | 0x10000000;

  private final Path source;
  private final Path copy;

  ManifestDifference(Path source, Path copy) {
    this.source = source;
    this.copy = copy;
  }

  /** A line for each thing of a file that differs; the first twenty, and then how many more. */
  List<String> lines() {
    try {
      if (Files.exists(source) && Files.exists(copy) && Files.mismatch(source, copy) < 0) {
        return List.of();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> lines = compare(read(source), read(copy));
    if (lines.size() <= MOST) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, MOST));
    first.add("and " + (lines.size() - MOST) + " more differences");
    return first;
  }

  private static List<String> compare(Map<String, String> source, Map<String, String> copy) {
    List<String> lines = new ArrayList<>();
    source.forEach(
        (name, line) -> {
          String other = copy.get(name);
          if (other == null) {
            lines.add(name + " is only on the source");
          } else if (!other.equals(line)) {
            lines.addAll(compare(name, parse(line), parse(other)));
          }
        });
    copy.keySet().stream()
        .filter(name -> !source.containsKey(name))
        .forEach(name -> lines.add(name + " is only on the copy"));
    return lines;
  }

  private static List<String> compare(String name, JsonObject source, JsonObject copy) {
    List<String> lines = new ArrayList<>();
    Set<String> keys = new TreeSet<>(source.keySet());
    keys.addAll(copy.keySet());
    for (String key : keys) {
      if (source.get(key) instanceof JsonObject values
          && copy.get(key) instanceof JsonObject others) {
        lines.addAll(compare(name + ": " + key, values, others));
      } else if (!Objects.equals(source.get(key), copy.get(key)) && !isStorage(key, source, copy)) {
        lines.add(
            name + ": " + key + " is " + text(source, key) + ", on the copy " + text(copy, key));
      }
    }
    return lines;
  }

  private static boolean isStorage(String key, JsonObject source, JsonObject copy) {
    return key.equals("flags")
        && source.has(key)
        && copy.has(key)
        && (flags(source) & ~STORED) == (flags(copy) & ~STORED);
  }

  private static long flags(JsonObject entry) {
    return Long.parseLong(entry.get("flags").getAsString(), 16);
  }

  private static String text(JsonObject entry, String key) {
    String text = entry.has(key) ? entry.get(key).toString() : "missing";
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /** Name to line; names are kept as JSON text, so that each line of a report stays one line. */
  private static Map<String, String> read(Path manifest) {
    Map<String, String> entries = new LinkedHashMap<>();
    if (!Files.exists(manifest)) {
      return entries;
    }
    try {
      for (String line : Files.readAllLines(manifest, UTF_8)) {
        entries.put(parse(line).get("name").toString(), line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static JsonObject parse(String line) {
    return JsonParser.parseString(line).getAsJsonObject();
  }
}
