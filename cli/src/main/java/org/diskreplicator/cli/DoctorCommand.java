package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.doctor.Finding;
import org.diskreplicator.engine.doctor.Finding.Need;
import org.diskreplicator.engine.doctor.Finding.Status;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what this machine has and lacks. */
@Command(
    name = "doctor",
    header =
        "Lists the tools and kernel features that diskrep uses, and how to get what is missing.",
    description = "The exit status is 5 when something is missing that a clone needs.",
    sortOptions = false,
    footer = {"%nExamples:", "  diskrep doctor", "  diskrep doctor --json", ExitStatus.FOOTER})
final class DoctorCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  DoctorCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    List<Finding> findings = tools.doctor().examine();
    boolean healthy = findings.stream().noneMatch(Finding::isFatal);
    if (output.json) {
      System.out.println(json(findings, healthy));
    } else {
      table(findings).forEach(System.out::println);
      System.out.println(healthy ? "A clone has all that it needs." : "A clone cannot work yet.");
    }
    return healthy ? ExitStatus.DONE : ExitStatus.MISSING;
  }

  private static List<String> table(List<Finding> findings) {
    TextTable table = new TextTable("NAME", "STATE", "FOR", "DETAIL, OR HOW TO GET IT");
    for (Finding finding : findings) {
      table.add(
          finding.name(),
          state(finding),
          finding.enables(),
          Printable.of(finding.remedy().or(finding::detail).orElse("")));
    }
    return table.lines();
  }

  private static String state(Finding finding) {
    if (finding.status() == Status.PRESENT) {
      return "ok";
    }
    return finding.need() == Need.NECESSARY ? "MISSING" : "absent";
  }

  private static JsonObject json(List<Finding> findings, boolean healthy) {
    JsonArray list = new JsonArray();
    findings.forEach(finding -> list.add(json(finding)));
    JsonObject json = new JsonObject();
    json.addProperty("healthy", healthy);
    json.add("findings", list);
    return json;
  }

  private static JsonObject json(Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("name", finding.name());
    json.addProperty("status", finding.status().name().toLowerCase(Locale.ROOT));
    json.addProperty("need", finding.need().name().toLowerCase(Locale.ROOT));
    json.addProperty("enables", finding.enables());
    finding.detail().ifPresent(detail -> json.addProperty("detail", detail));
    finding.remedy().ifPresent(remedy -> json.addProperty("remedy", remedy));
    return json;
  }
}
