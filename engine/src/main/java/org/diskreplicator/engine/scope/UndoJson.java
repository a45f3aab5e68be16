package org.diskreplicator.engine.scope;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The JSON form of an {@link Undo}; the field {@code kind} names its class. */
final class UndoJson implements Undo.Visitor<JsonObject> {
  private UndoJson() {}

  static JsonObject write(Undo undo) {
    return undo.accept(new UndoJson());
  }

  /**
   * The undo that {@code json} stands for.
   *
   * @throws JsonParseException when it is none
   */
  static Undo read(JsonObject json) {
    return switch (text(json, "kind")) {
      case "delete-file" -> new Undo.DeleteFile(Path.of(text(json, "path")));
      case "delete-tree" -> new Undo.DeleteTree(Path.of(text(json, "path")));
      case "unmount" -> new Undo.Unmount(Path.of(text(json, "path")));
      case "unmount-disk" -> new Undo.UnmountDisk(Path.of(text(json, "path")));
      case "end-process" ->
          new Undo.EndProcess(Long.parseLong(text(json, "pid")), text(json, "marker"));
      case "end-daemon" -> new Undo.EndDaemon(Path.of(text(json, "path")), text(json, "marker"));
      case "disconnect-nbd" -> new Undo.DisconnectNbd(Path.of(text(json, "path")));
      case "end-marked" -> new Undo.EndMarked(text(json, "marker"));
      case "remove-container" -> new Undo.RemoveContainer(text(json, "name"), text(json, "engine"));
      case "remove-far-file" -> new Undo.RemoveFarFile(farFile(json));
      default -> throw new JsonParseException("unknown kind of undo: " + json);
    };
  }

  private static FarFile farFile(JsonObject json) {
    Optional<String> user = json.has("user") ? Optional.of(text(json, "user")) : Optional.empty();
    OptionalInt port =
        json.has("port")
            ? OptionalInt.of(Integer.parseInt(text(json, "port")))
            : OptionalInt.empty();
    return new FarFile(user, text(json, "host"), port, text(json, "path"));
  }

  private static String text(JsonObject json, String name) {
    if (!json.has(name) || !json.get(name).isJsonPrimitive()) {
      throw new JsonParseException("no field " + name + ": " + json);
    }
    return json.get(name).getAsString();
  }

  private static JsonObject of(String kind) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", kind);
    return json;
  }

  private static JsonObject of(String kind, Path path) {
    JsonObject json = of(kind);
    json.addProperty("path", path.toString());
    return json;
  }

  @Override
  public JsonObject deleteFile(Undo.DeleteFile undo) {
    return of("delete-file", undo.path());
  }

  @Override
  public JsonObject deleteTree(Undo.DeleteTree undo) {
    return of("delete-tree", undo.path());
  }

  @Override
  public JsonObject unmount(Undo.Unmount undo) {
    return of("unmount", undo.path());
  }

  @Override
  public JsonObject unmountDisk(Undo.UnmountDisk undo) {
    return of("unmount-disk", undo.path());
  }

  @Override
  public JsonObject endProcess(Undo.EndProcess undo) {
    JsonObject json = of("end-process");
    json.addProperty("pid", undo.pid());
    json.addProperty("marker", undo.marker());
    return json;
  }

  @Override
  public JsonObject endDaemon(Undo.EndDaemon undo) {
    JsonObject json = of("end-daemon", undo.pidFile());
    json.addProperty("marker", undo.marker());
    return json;
  }

  @Override
  public JsonObject disconnectNbd(Undo.DisconnectNbd undo) {
    return of("disconnect-nbd", undo.pidFile());
  }

  @Override
  public JsonObject endMarked(Undo.EndMarked undo) {
    JsonObject json = of("end-marked");
    json.addProperty("marker", undo.marker());
    return json;
  }

  @Override
  public JsonObject removeContainer(Undo.RemoveContainer undo) {
    JsonObject json = of("remove-container");
    json.addProperty("name", undo.name());
    json.addProperty("engine", undo.engine());
    return json;
  }

  @Override
  public JsonObject removeFarFile(Undo.RemoveFarFile undo) {
    FarFile file = undo.file();
    JsonObject json = of("remove-far-file");
    file.user().ifPresent(user -> json.addProperty("user", user));
    json.addProperty("host", file.host());
    file.port().ifPresent(port -> json.addProperty("port", port));
    json.addProperty("path", file.path());
    return json;
  }
}
