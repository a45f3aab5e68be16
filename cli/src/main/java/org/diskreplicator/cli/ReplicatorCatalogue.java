package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.contributed.Shelf;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.ProcessIdentity;

/** All replicators, as text and as JSON. */
record ReplicatorCatalogue(Replicators replicators, Shelf shelf, ToolPaths paths) {
  private static final String ROOT = "root";

  /** A line for each content and each replicator of it. */
  List<String> table() {
    TextTable table = new TextTable("CONTENT", "REPLICATOR", "FROM", "HERE", "NEEDS");
    TreeSet<String> contents = new TreeSet<>();
    replicators.all().forEach(one -> contents.addAll(one.contents()));
    for (String content : contents) {
      List<Replicator> able = able(content);
      for (Replicator one : able) {
        table.add(
            content,
            one.name(),
            Printable.of(from(one)),
            one == able.get(0) ? here(one) : "only with --replicator " + one.name(),
            String.join(", ", needs(one)));
      }
    }
    return table.lines();
  }

  private List<Replicator> able(String content) {
    return replicators.all().stream().filter(one -> one.contents().contains(content)).toList();
  }

  private static List<String> needs(Replicator one) {
    return Stream.concat(
            one.needs().superUser() ? Stream.of(ROOT) : Stream.empty(),
            one.needs().programs().stream().sorted())
        .toList();
  }

  private List<String> missing(Replicator one) {
    List<String> missing = new ArrayList<>();
    if (one.needs().superUser() && ProcessIdentity.effectiveUserId() != 0) {
      missing.add(ROOT);
    }
    one.needs().programs().stream()
        .filter(program -> paths.find(program).isEmpty())
        .sorted()
        .forEach(missing::add);
    return missing;
  }

  private String here(Replicator one) {
    List<String> missing = missing(one);
    return missing.isEmpty() ? "yes" : "lacks " + String.join(", ", missing);
  }

  private String from(Replicator one) {
    return place(one).map(Path::toString).orElse("diskrep");
  }

  private Optional<Path> place(Replicator one) {
    return shelf.named(one.name()).map(Contribution::program);
  }

  /** A line for each thing that claims to be a replicator and cannot be used. */
  List<String> unusable() {
    return shelf.unusable().stream().map(one -> one.place() + ": " + one.reason()).toList();
  }

  /** One object for each replicator, usable or not. */
  List<JsonObject> json() {
    List<JsonObject> lines = new ArrayList<>();
    replicators.all().forEach(one -> lines.add(json(one)));
    shelf.unusable().forEach(one -> lines.add(json(one)));
    return lines;
  }

  private JsonObject json(Replicator one) {
    JsonObject json = new JsonObject();
    json.addProperty("name", one.name());
    json.addProperty("usable", true);
    json.addProperty("builtIn", place(one).isEmpty());
    place(one).ifPresent(path -> json.addProperty("program", path.toString()));
    json.add("contents", array(new TreeSet<>(one.contents())));
    json.add(
        "taken",
        array(one.contents().stream().filter(c -> able(c).get(0) == one).sorted().toList()));
    json.addProperty("needsRoot", one.needs().superUser());
    json.add("programs", array(new TreeSet<>(one.needs().programs())));
    json.add("missing", array(missing(one)));
    return json;
  }

  private static JsonObject json(Shelf.Unusable one) {
    JsonObject json = new JsonObject();
    json.addProperty("name", one.name());
    json.addProperty("usable", false);
    json.addProperty("manifest", one.place().toString());
    json.addProperty("reason", one.reason());
    return json;
  }

  private static JsonArray array(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
