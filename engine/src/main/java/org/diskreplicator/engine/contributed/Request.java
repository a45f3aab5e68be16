package org.diskreplicator.engine.contributed;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.Replicator.Original;

/**
 * What a program is told: as JSON on its standard input, and the same as variables of its
 * environment, since a shell script reads those without a parser.
 *
 * @param source the original, read-only
 * @param scratch an empty folder that is removed afterwards; the program runs in it
 */
record Request(
    Original original,
    Path source,
    Optional<Path> sourceFolder,
    Optional<Target> target,
    Optional<Path> targetFolder,
    Path scratch) {

  /** The file that becomes the new content. */
  record Target(Path file, long bytes) {}

  static Request of(Original original, Path source, Optional<Path> sourceFolder, Path scratch) {
    return new Request(original, source, sourceFolder, Optional.empty(), Optional.empty(), scratch);
  }

  Request with(Target file) {
    return new Request(original, source, sourceFolder, Optional.of(file), targetFolder, scratch);
  }

  Request withTargetFolder(Path folder) {
    return new Request(original, source, sourceFolder, target, Optional.of(folder), scratch);
  }

  private Extent part() {
    return original.part();
  }

  private Signature signature() {
    return original.region().content().signature();
  }

  /** One line. */
  String json(Verb verb) {
    JsonObject json = new JsonObject();
    json.addProperty("protocol", Manifest.PROTOCOL);
    json.addProperty("verb", verb.word());
    json.addProperty("content", original.region().content().name());
    signature().version().ifPresent(version -> json.addProperty("version", version));
    signature().label().ifPresent(label -> json.addProperty("label", label));
    signature().uuid().ifPresent(uuid -> json.addProperty("uuid", uuid));
    json.addProperty("sectorSize", original.sectorSize().bytes());
    json.addProperty("scratch", scratch.toString());
    json.add("source", side(source, part().length(), sourceFolder));
    target.ifPresent(to -> json.add("target", side(to.file(), to.bytes(), targetFolder)));
    return json + "\n";
  }

  private static JsonObject side(Path file, long bytes, Optional<Path> folder) {
    JsonObject side = new JsonObject();
    side.addProperty("file", file.toString());
    side.addProperty("bytes", bytes);
    folder.ifPresent(path -> side.addProperty("folder", path.toString()));
    return side;
  }

  /** What is not there has no variable. */
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PROTOCOL", Integer.toString(Manifest.PROTOCOL));
    variables.put("CONTENT", original.region().content().name());
    signature().version().ifPresent(version -> variables.put("VERSION", version));
    signature().label().ifPresent(label -> variables.put("LABEL", label));
    signature().uuid().ifPresent(uuid -> variables.put("UUID", uuid));
    variables.put("SECTOR_SIZE", Integer.toString(original.sectorSize().bytes()));
    variables.put("SCRATCH", scratch.toString());
    variables.put("SOURCE", source.toString());
    variables.put("SOURCE_BYTES", Long.toString(part().length()));
    sourceFolder.ifPresent(folder -> variables.put("SOURCE_FOLDER", folder.toString()));
    target.ifPresent(to -> variables.put("TARGET", to.file().toString()));
    target.ifPresent(to -> variables.put("TARGET_BYTES", Long.toString(to.bytes())));
    targetFolder.ifPresent(folder -> variables.put("TARGET_FOLDER", folder.toString()));
    Map<String, String> named = new LinkedHashMap<>();
    variables.forEach((name, value) -> named.put("DISKREP_" + name, value));
    named.values().removeIf(value -> value.indexOf('\0') >= 0);
    return named;
  }
}
