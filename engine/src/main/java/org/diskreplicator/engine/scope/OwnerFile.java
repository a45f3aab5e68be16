package org.diskreplicator.engine.scope;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file beside a journal that says whose it is. */
final class OwnerFile {
  static final String NAME = "owner.json";

  private OwnerFile() {}

  /** Written field by field: reflection would take a tenth of a second of each start. */
  static void write(Path folder, ProcessIdentity owner) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("pid", owner.pid());
    json.addProperty("startTicks", owner.startTicks());
    json.addProperty("bootId", owner.bootId());
    Files.writeString(folder.resolve(NAME), json.toString());
  }

  /** The owner; empty when a run gave up its journal, or a power loss took the file. */
  static Optional<ProcessIdentity> read(Path folder) throws IOException {
    try {
      JsonObject json =
          JsonParser.parseString(Files.readString(folder.resolve(NAME))).getAsJsonObject();
      return Optional.of(
          new ProcessIdentity(
              json.getAsJsonPrimitive("pid").getAsLong(),
              json.getAsJsonPrimitive("startTicks").getAsLong(),
              json.getAsJsonPrimitive("bootId").getAsString()));
    } catch (NoSuchFileException
        | JsonParseException
        | IllegalStateException
        | NumberFormatException
        | NullPointerException e) {
      return Optional.empty();
    }
  }
}
