package org.diskreplicator.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.execute.InPlaceReport;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.plan.KeptBacking;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.RegionPlan;
import org.diskreplicator.engine.plan.Step;

/** Shows a clone to a person: the result on standard output, the rest on standard error. */
final class TextCloneView implements CloneView, ReplicationEvent.Visitor<Void> {
  private final PrintStream out = System.out;
  private final ProgressLine progress;
  private final boolean quiet;

  TextCloneView(boolean quiet) {
    this.quiet = quiet;
    this.progress = new ProgressLine(System.err, quiet);
  }

  @Override
  public void plan(Plan plan) {
    out.println(
        "Would clone "
            + Printable.of(plan.source().image().path().toString())
            + " to "
            + Printable.of(plan.target().toString())
            + " ("
            + plan.format()
            + ", "
            + ByteSize.of(plan.virtualSize())
            + "), "
            + ByteSize.of(plan.usedBytes())
            + " of it used.");
    plan.backing().ifPresent(this::standing);
    out.println();
    regions(plan).lines().forEach(out::println);
    out.println();
    steps(plan.steps()).lines().forEach(out::println);
    plan.warnings().forEach(warning -> out.println("warning: " + Printable.of(warning)));
  }

  private void standing(KeptBacking kept) {
    out.println(
        "It stands on "
            + Printable.of(kept.path().toString())
            + " ("
            + kept.format()
            + "), as the source does.");
  }

  private static TextTable regions(Plan plan) {
    TextTable table =
        new TextTable("region", "content", "state", ">size", ">copied", "strategy", "reason");
    for (RegionPlan region : plan.regions()) {
      table.add(
          region.region().title(),
          region.region().content().name(),
          AssemblyText.state(region.region()),
          ByteSize.of(region.region().extent().length()).human(),
          ByteSize.of(region.copiedBytes()).human(),
          region.strategy().name().toLowerCase(Locale.ROOT),
          Printable.of(region.reason()));
    }
    for (Volume volume : plan.source().volumes()) {
      boolean whole = volume.usedMap().free().isEmpty();
      table.add(
          Printable.of(volume.title()),
          volume.content().name(),
          AssemblyText.state(volume),
          ByteSize.of(volume.size()).human(),
          ByteSize.of(volume.usedMap().usedBytes()).human(),
          whole ? "raw" : "blocks",
          Printable.of(volume.usedMap().reason()));
    }
    return table;
  }

  @Override
  public void plan(Assembly assembly) {
    AssemblyText.of(assembly).forEach(out::println);
    out.println();
    steps(assembly.steps()).lines().forEach(out::println);
    assembly.warnings().forEach(warning -> out.println("warning: " + Printable.of(warning)));
  }

  @Override
  public void plan(InPlacePlan plan) {
    out.println(
        "Would give back "
            + ByteSize.of(plan.free().totalBytes())
            + " of "
            + Printable.of(plan.disk().image().path().toString())
            + " in "
            + plan.free().count()
            + " ranges.");
    plan.checks()
        .forEach(
            check ->
                out.println(
                    "  "
                        + check.area().title()
                        + ": "
                        + ByteSize.of(check.area().usedMap().free().totalBytes()).human()
                        + " free, if "
                        + String.join(", ", check.programs())
                        + " agrees"));
  }

  private static TextTable steps(List<Step> steps) {
    TextTable table = new TextTable("step", ">bytes", "program", "why");
    for (Step step : steps) {
      table.add(
          step.name(),
          step.bytes() == 0 ? "-" : ByteSize.of(step.bytes()).human(),
          programs(step),
          Printable.of(step.reason()));
    }
    return table;
  }

  private static String programs(Step step) {
    String programs = step.programs().isEmpty() ? "-" : String.join(", ", step.programs());
    return step.superUser() ? programs + " (root)" : programs;
  }

  @Override
  public void started(Plan plan) {
    plan.warnings().forEach(this::warn);
  }

  @Override
  public void started(Assembly assembly) {
    assembly.warnings().forEach(this::warn);
  }

  private void warn(String text) {
    progress.clear();
    System.err.println("warning: " + Printable.of(text));
  }

  @Override
  public void accept(ReplicationEvent event) {
    event.accept(this);
  }

  @Override
  public void finished(Inspection source, CloneReport report) {
    progress.clear();
    out.println(
        "Cloned "
            + Printable.of(source.image().path().toString())
            + " to "
            + Printable.of(report.target().toString())
            + ", "
            + report.state()
            + ".");
    if (!quiet) {
      report.backing().ifPresent(this::standing);
      out.printf(
          Locale.ROOT,
          "%s of %s copied, %s on disk as %s, %.1f s%n",
          ByteSize.of(report.copiedBytes()),
          ByteSize.of(report.virtualSize()),
          ByteSize.of(report.allocatedBytes()),
          report.format(),
          report.millis() / 1000.0);
    }
  }

  @Override
  public void finished(InPlaceReport report) {
    progress.clear();
    out.println(
        "Made " + Printable.of(report.image().toString()) + " sparse where it is, checked.");
    if (!quiet) {
      String stored =
          report.bytesBefore() == 0
              ? ""
              : ", %s on disk instead of %s"
                  .formatted(ByteSize.of(report.bytesAfter()), ByteSize.of(report.bytesBefore()));
      out.printf(
          Locale.ROOT,
          "%s of it are free%s, %.1f s%n",
          ByteSize.of(report.discardedBytes()),
          stored,
          report.millis() / 1000.0);
    }
  }

  @Override
  public void finished(FileVerification result) {
    progress.clear();
    VerificationText.of(result).forEach(out::println);
  }

  @Override
  public Void stepStarted(ReplicationEvent.StepStarted event) {
    progress.start(event.step(), event.bytes());
    return null;
  }

  @Override
  public Void progress(ReplicationEvent.Progress event) {
    progress.at(event.bytes(), event.total());
    return null;
  }

  @Override
  public Void stepFinished(ReplicationEvent.StepFinished event) {
    progress.finish(event.millis());
    return null;
  }

  @Override
  public Void maskWritten(ReplicationEvent.MaskWritten event) {
    return null;
  }

  @Override
  public Void mapChecked(ReplicationEvent.MapChecked event) {
    if (!event.agrees()) {
      warn(
          "The full check of "
              + event.area().title()
              + " disagrees with its map, so it is copied whole: "
              + lastLine(event.findings()));
    }
    return null;
  }

  private static String lastLine(String text) {
    String stripped = text.strip();
    return stripped.substring(stripped.lastIndexOf('\n') + 1);
  }

  @Override
  public Void warning(ReplicationEvent.Warning event) {
    warn(event.text());
    return null;
  }

  @Override
  public Void targetChanged(ReplicationEvent.TargetChanged event) {
    return null;
  }

  @Override
  public void close() {
    progress.clear();
  }
}
