package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.attach.Attachment;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.scope.Cleanup;
import org.diskreplicator.engine.scope.Undo;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Removes what killed runs left. */
@Command(
    name = "cleanup",
    header = "Removes what runs left that were killed, or cut off by a power loss.",
    description = {
      "It follows the journals of those runs and touches nothing else; runs at work are left alone.",
      "Attachments that lost their process are removed too; their images stay."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep cleanup",
      "  DISKREP_STATE=/var/tmp/state diskrep cleanup",
      ExitStatus.FOOTER
    })
final class CleanupCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  CleanupCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    Cleanup.Report report = tools.cleanup().run(tools.state());
    List<Attachment> dead = tools.attachments().detachDead();
    if (output.json) {
      System.out.println(json(report, dead));
    } else {
      print(report, dead);
    }
    return report.failures().isEmpty() ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static void print(Cleanup.Report report, List<Attachment> dead) {
    for (Undo undo : report.released()) {
      System.out.println("Done: " + undo.describe());
    }
    for (Attachment one : dead) {
      System.out.println("Detached " + Printable.of(one.image().toString()) + ".");
    }
    for (Cleanup.Failure failure : report.failures()) {
      System.out.println(
          "Failed: " + Printable.of(failure.what()) + ": " + Printable.of(failure.reason()));
    }
    System.out.printf("%d dead and %d living runs found.%n", report.runs(), report.alive());
  }

  private static JsonObject json(Cleanup.Report report, List<Attachment> dead) {
    JsonObject json = new JsonObject();
    json.addProperty("deadRuns", report.runs());
    json.addProperty("livingRuns", report.alive());
    JsonArray released = new JsonArray();
    report.released().forEach(undo -> released.add(undo.describe()));
    dead.forEach(one -> released.add("detach " + one.image()));
    json.add("released", released);
    JsonArray failures = new JsonArray();
    for (Cleanup.Failure failure : report.failures()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("what", failure.what());
      entry.addProperty("reason", failure.reason());
      failures.add(entry);
    }
    json.add("failures", failures);
    return json;
  }
}
