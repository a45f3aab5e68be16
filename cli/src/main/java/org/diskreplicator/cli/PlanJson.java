package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.diskreplicator.engine.plan.KeptBacking;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.RegionPlan;
import org.diskreplicator.engine.plan.Step;

/** A plan as JSON. */
final class PlanJson {
  private PlanJson() {}

  static JsonObject of(Plan plan) {
    JsonObject json = new JsonObject();
    json.addProperty("event", "plan");
    json.addProperty("source", plan.source().image().path().toString());
    json.addProperty("sourceFormat", plan.source().image().format().qemuName());
    json.addProperty("target", plan.target().toString());
    json.addProperty("format", plan.format().qemuName());
    plan.backing().ifPresent(kept -> json.add("backing", backing(kept)));
    json.addProperty("virtualBytes", plan.virtualSize());
    json.addProperty("usedBytes", plan.usedBytes());
    json.addProperty("freeRanges", plan.free().count());
    JsonArray regions = new JsonArray();
    plan.regions().forEach(region -> regions.add(region(region)));
    json.add("regions", regions);
    json.add("volumes", InspectionJson.volumes(plan.source()));
    addSteps(json, plan.steps(), plan.warnings());
    return json;
  }

  /** What a copy stands on: where it is, how it is opened, and how the copy's header calls it. */
  static JsonObject backing(KeptBacking kept) {
    JsonObject json = new JsonObject();
    json.addProperty("path", kept.path().toString());
    json.addProperty("format", kept.format().qemuName());
    json.addProperty("name", kept.name());
    return json;
  }

  static void addSteps(JsonObject json, List<Step> all, List<String> texts) {
    JsonArray steps = new JsonArray();
    all.forEach(step -> steps.add(step(step)));
    json.add("steps", steps);
    JsonArray warnings = new JsonArray();
    texts.forEach(warnings::add);
    json.add("warnings", warnings);
  }

  private static JsonObject region(RegionPlan plan) {
    JsonObject json = InspectionJson.region(plan.region());
    json.addProperty("strategy", plan.strategy().name().toLowerCase(java.util.Locale.ROOT));
    json.addProperty("copiedBytes", plan.copiedBytes());
    json.addProperty("reason", plan.reason());
    return json;
  }

  private static JsonObject step(Step step) {
    JsonObject json = new JsonObject();
    json.addProperty("step", step.name());
    json.addProperty("bytes", step.bytes());
    json.addProperty("reason", step.reason());
    if (step instanceof Step.Erase erase) {
      erase.facts().model().ifPresent(model -> json.addProperty("model", model));
      erase.facts().serial().ifPresent(serial -> json.addProperty("serial", serial));
      json.addProperty("deviceBytes", erase.facts().size());
    }
    if (step instanceof Step.Copy copy) {
      json.addProperty("compressed", copy.compressed());
      json.addProperty("scattered", copy.scattered());
      json.addProperty("extendedL2", copy.subclusters());
    }
    JsonArray programs = new JsonArray();
    step.programs().forEach(programs::add);
    json.add("programs", programs);
    json.addProperty("privilege", step.superUser() ? "root" : "none");
    return json;
  }
}
