package org.diskreplicator.engine.contributed;

import com.google.gson.JsonElement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.diskreplicator.engine.port.Mounts;

/** Reads manifests; what is not exactly as the protocol says is refused. */
final class ManifestReader {
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  static final Pattern CONTENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private static final Set<String> FIELDS =
      Set.of("protocol", "name", "contents", "programs", "root", "mounts", "timeouts");
  private static final Pattern PROGRAM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,62}");
  private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9_]{0,30}");
  private static final Pattern OPTION = Pattern.compile("[a-z0-9_-]+(=[A-Za-z0-9_.:-]+)?");

  /** These would undo what the engine asks for: a place, and that nothing can be written. */
  private static final Pattern RESERVED =
      Pattern.compile(
          "(rw|loop|offset|sizelimit|bind|rbind|move|remount|make-.*|user|users|owner|group|suid"
              + "|dev|exec|helper|uhelper|x-.*)(=.*)?");

  private static final long LONGEST_SECONDS = Duration.ofDays(7).toSeconds();

  private ManifestReader() {}

  /**
   * The manifest of the program that is called {@code name}.
   *
   * @throws UnusableException when it is not in order
   */
  static Manifest read(String name, String text) {
    JsonFields all = JsonFields.parse("the manifest", text);
    requireProtocol(all);
    all.only(FIELDS);
    requireName(name, all.text("name"));
    JsonFields mounts = all.object("mounts").only(Set.of("source", "target"));
    return new Manifest(
        name,
        contents(all),
        programs(all.object("programs")),
        all.flag("root"),
        way(mounts, "source", "ro"),
        way(mounts, "target", "rw"),
        limits(all.object("timeouts")));
  }

  private static void requireProtocol(JsonFields all) {
    long version = all.number("protocol");
    if (version != Manifest.PROTOCOL) {
      throw new UnusableException(
          "it speaks protocol "
              + version
              + ", and this diskrep speaks protocol "
              + Manifest.PROTOCOL
              + " only");
    }
  }

  private static void requireName(String file, String name) {
    if (!NAME.matcher(file).matches()) {
      throw new UnusableException(
          "a name is made of small letters, digits and . _ -, and begins with a letter or digit");
    }
    if (!name.equals(file)) {
      throw new UnusableException(
          "the manifest is called '" + file + ".json', but says that its name is '" + name + "'");
    }
  }

  private static Set<String> contents(JsonFields all) {
    Set<String> contents = new LinkedHashSet<>();
    for (JsonElement element : all.array("contents")) {
      String content = element.isJsonPrimitive() ? element.getAsString() : "";
      if (!CONTENT.matcher(content).matches()) {
        throw new UnusableException("the manifest has a content that is no name of blkid's");
      }
      contents.add(content);
    }
    if (contents.isEmpty()) {
      throw new UnusableException("the manifest names no content");
    }
    return contents;
  }

  private static Map<String, String> programs(JsonFields json) {
    Map<String, String> programs = new LinkedHashMap<>();
    for (String program : json.json().keySet()) {
      String bringer = json.text(program);
      if (!PROGRAM.matcher(program).matches() || !PROGRAM.matcher(bringer).matches()) {
        throw new UnusableException("the manifest names a program or a package by no plain name");
      }
      programs.put(program, bringer);
    }
    return programs;
  }

  private static Optional<Mounts.Way> way(JsonFields mounts, String name, String usual) {
    if (!mounts.has(name)) {
      return Optional.empty();
    }
    JsonFields way = mounts.object(name).only(Set.of("type", "options"));
    String type = way.text("type");
    String options = way.textIfAny("options").orElse(usual);
    if (!TYPE.matcher(type).matches()) {
      throw new UnusableException("'" + type + "' is no type of file system");
    }
    for (String option : options.split(",", -1)) {
      requireHarmless(option, usual);
    }
    return Optional.of(new Mounts.Way(type, options));
  }

  private static void requireHarmless(String option, String usual) {
    boolean reserved = RESERVED.matcher(option).matches() && !option.equals(usual);
    if (reserved || !OPTION.matcher(option).matches()) {
      throw new UnusableException(
          "the mount option '" + option + "' is not for a manifest to give");
    }
  }

  private static Map<Verb, Duration> limits(JsonFields json) {
    Map<Verb, Duration> limits = new LinkedHashMap<>();
    for (String word : json.json().keySet()) {
      Verb verb =
          Verb.of(word)
              .orElseThrow(
                  () -> new UnusableException("the manifest limits '" + word + "', no verb"));
      long seconds = json.number(word);
      if (seconds < 1 || seconds > LONGEST_SECONDS) {
        throw new UnusableException("a timeout is from 1 second to 7 days");
      }
      limits.put(verb, Duration.ofSeconds(seconds));
    }
    return limits;
  }
}
