package org.diskreplicator.it.sandbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import org.diskreplicator.it.Requirement;

/** Builds fixtures with the packaged command. */
final class Originals {
  /** Exit status of diskrep where a program or a privilege is missing. */
  private static final int MISSING = 5;

  private final Sandbox sandbox;
  private final Examiner examiner;

  Originals(Sandbox sandbox, Examiner examiner) {
    this.sandbox = sandbox;
    this.examiner = examiner;
  }

  /**
   * Builds a fixture and writes down what is on it.
   *
   * @param folder a folder of the sandbox that takes the image and the facts
   */
  Original build(String name, Path folder) {
    Path disks = folder.resolve("original");
    sandbox.root("mkdir", disks).output();
    JsonObject said = parse(name, disks.resolve(name));
    String format = said.get("format").getAsString();
    Disk disk = new Disk(disks.resolve(name), format, said.get("virtualBytes").getAsLong());
    RawView raw = RawView.open(sandbox, disk, folder.resolve("original.raw"));
    Facts facts = examiner.examine(raw.file(), folder.resolve("facts"));
    boolean found = examiner.holdsMarker(raw.file());
    return new Original(name, disk, raw, facts, claimsDeletedData(said), found);
  }

  private JsonObject parse(String name, Path image) {
    SandboxResult build = sandbox.root("diskrep", "fixture", "build", name, image, "--json").run();
    if (build.exitCode() == MISSING) {
      Requirement.missing(build.errors().strip());
    }
    return JsonParser.parseString(build.exits(0).text()).getAsJsonObject();
  }

  private static boolean claimsDeletedData(JsonObject said) {
    for (JsonElement partition : said.getAsJsonArray("partitions")) {
      if (partition.getAsJsonObject().get("deletedData").getAsBoolean()) {
        return true;
      }
    }
    return false;
  }
}
