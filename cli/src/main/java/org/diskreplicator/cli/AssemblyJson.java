package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.Piece;

/** How a target is put together, as JSON. */
final class AssemblyJson {
  private AssemblyJson() {}

  static JsonObject of(Assembly assembly) {
    JsonObject json = new JsonObject();
    json.addProperty("event", "plan");
    json.addProperty("source", assembly.source().image().path().toString());
    json.addProperty("sourceFormat", assembly.source().image().format().qemuName());
    json.addProperty("target", assembly.target().toString());
    json.addProperty("format", assembly.format().qemuName());
    json.addProperty("virtualBytes", assembly.virtualSize());
    json.addProperty("usedBytes", assembly.movedBytes());
    json.addProperty("writesTable", assembly.table().isPresent());
    json.addProperty("privilege", assembly.needsSuperUser() ? "root" : "none");
    JsonArray regions = new JsonArray();
    assembly.pieces().forEach(piece -> regions.add(region(assembly, piece)));
    json.add("regions", regions);
    PlanJson.addSteps(json, assembly.steps(), assembly.warnings());
    return json;
  }

  private static JsonObject region(Assembly assembly, Piece piece) {
    Extent place = assembly.place(piece);
    JsonObject json = InspectionJson.region(piece.source());
    json.addProperty("strategy", PieceStrategy.of(piece));
    json.addProperty("targetOffset", place.offset());
    json.addProperty("targetSize", place.length());
    if (piece instanceof Piece.Rebuilt rebuilt) {
      json.addProperty("replicator", rebuilt.replicator());
    }
    json.addProperty("reason", piece.reason());
    return json;
  }
}
