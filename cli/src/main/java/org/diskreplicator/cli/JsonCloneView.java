package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.execute.InPlaceReport;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.plan.Plan;

/** Shows a clone to a program: one JSON object a line on standard output. */
final class JsonCloneView implements CloneView, ReplicationEvent.Visitor<JsonObject> {
  @Override
  public void plan(Plan plan) {
    print(PlanJson.of(plan));
  }

  @Override
  public void started(Plan plan) {
    print(PlanJson.of(plan));
  }

  @Override
  public void plan(Assembly assembly) {
    print(AssemblyJson.of(assembly));
  }

  @Override
  public void started(Assembly assembly) {
    print(AssemblyJson.of(assembly));
  }

  @Override
  public void plan(InPlacePlan plan) {
    JsonObject json = event("plan");
    json.addProperty("image", plan.disk().image().path().toString());
    json.addProperty("freeBytes", plan.free().totalBytes());
    json.addProperty("freeRanges", plan.free().count());
    JsonArray checks = new JsonArray();
    plan.checks().stream().map(check -> check.area().title()).forEach(checks::add);
    json.add("checked", checks);
    print(json);
  }

  @Override
  public void accept(ReplicationEvent event) {
    print(event.accept(this));
  }

  @Override
  public void finished(Inspection source, CloneReport report) {
    JsonObject json = event("finished");
    json.addProperty("target", report.target().toString());
    json.addProperty("format", report.format().qemuName());
    json.addProperty("state", report.state().name());
    report.backing().ifPresent(kept -> json.add("backing", PlanJson.backing(kept)));
    json.addProperty("virtualBytes", report.virtualSize());
    json.addProperty("copiedBytes", report.copiedBytes());
    json.addProperty("allocatedBytes", report.allocatedBytes());
    JsonArray whole = new JsonArray();
    report.copiedWhole().stream().map(Area::title).forEach(whole::add);
    json.add("copiedWhole", whole);
    json.addProperty("millis", report.millis());
    print(json);
  }

  @Override
  public void finished(InPlaceReport report) {
    JsonObject json = event("finished");
    json.addProperty("image", report.image().toString());
    json.addProperty("freeBytes", report.discardedBytes());
    json.addProperty("allocatedBytesBefore", report.bytesBefore());
    json.addProperty("allocatedBytes", report.bytesAfter());
    json.addProperty("millis", report.millis());
    print(json);
  }

  @Override
  public void finished(FileVerification result) {
    print(VerificationJson.of(result));
  }

  @Override
  public JsonObject stepStarted(ReplicationEvent.StepStarted event) {
    JsonObject json = event("step-started");
    json.addProperty("step", event.step());
    json.addProperty("bytes", event.bytes());
    return json;
  }

  @Override
  public JsonObject progress(ReplicationEvent.Progress event) {
    JsonObject json = event("progress");
    json.addProperty("step", event.step());
    json.addProperty("bytes", event.bytes());
    json.addProperty("total", event.total());
    return json;
  }

  @Override
  public JsonObject stepFinished(ReplicationEvent.StepFinished event) {
    JsonObject json = event("step-finished");
    json.addProperty("step", event.step());
    json.addProperty("millis", event.millis());
    return json;
  }

  @Override
  public JsonObject maskWritten(ReplicationEvent.MaskWritten event) {
    JsonObject json = event("mask-written");
    json.addProperty("fileBytes", event.fileBytes());
    json.addProperty("clusterBytes", event.clusterBytes());
    json.addProperty("freeRanges", event.freeRanges());
    json.addProperty("maskedBytes", event.maskedBytes());
    return json;
  }

  @Override
  public JsonObject mapChecked(ReplicationEvent.MapChecked event) {
    JsonObject json = event("map-checked");
    json.addProperty("region", event.area().title());
    json.addProperty("agrees", event.agrees());
    json.addProperty("findings", event.findings());
    return json;
  }

  @Override
  public JsonObject warning(ReplicationEvent.Warning event) {
    JsonObject json = event("warning");
    json.addProperty("text", event.text());
    return json;
  }

  @Override
  public JsonObject targetChanged(ReplicationEvent.TargetChanged event) {
    JsonObject json = event("target");
    json.addProperty("state", event.state().name());
    return json;
  }

  private static JsonObject event(String name) {
    JsonObject json = new JsonObject();
    json.addProperty("event", name);
    return json;
  }

  private static synchronized void print(JsonObject json) {
    System.out.println(json);
  }

  @Override
  public void close() {
    System.out.flush();
  }
}
