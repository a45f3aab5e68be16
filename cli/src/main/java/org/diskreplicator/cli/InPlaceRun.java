package org.diskreplicator.cli;

import org.diskreplicator.engine.execute.InPlaceExecutor;
import org.diskreplicator.engine.execute.InPlaceReport;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.wiring.Toolbox;

/** Inspect, check, discard, check again: {@code sparsify --in-place}. */
final class InPlaceRun {
  private final Toolbox tools;
  private final OutputOptions output;

  InPlaceRun(Toolbox tools, OutputOptions output) {
    this.tools = tools;
    this.output = output;
  }

  int run(SourceSpec source, CloneRun.Mode mode) {
    long start = System.nanoTime();
    try (CloneView view = CloneView.of(output)) {
      InPlacePlan plan = checked(source, mode, view);
      if (mode == CloneRun.Mode.DRY_RUN) {
        view.plan(plan);
        return ExitStatus.DONE;
      }
      discard(plan, view);
      Inspection after = proved(source, plan, view);
      view.finished(
          new InPlaceReport(
              plan.disk().image().path(),
              plan.free().totalBytes(),
              plan.disk().image().allocatedSize().bytes(),
              after.image().allocatedSize().bytes(),
              (System.nanoTime() - start) / 1_000_000));
      return ExitStatus.DONE;
    }
  }

  /** Each part has a session of its own, as the windows of one would lock the image for another. */
  private InPlacePlan checked(SourceSpec source, CloneRun.Mode mode, CloneView view) {
    try (Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      InPlacePlan.refusal(disk, tools.inPlaceProbe().probe(disk.image().path()))
          .ifPresent(
              reason -> {
                throw new RefusedException(reason);
              });
      InPlacePlan plan = InPlacePlan.of(disk);
      if (mode == CloneRun.Mode.REAL) {
        tools.require(plan);
        session.inPlaceExecutor(view).check(plan);
      }
      return plan;
    }
  }

  private void discard(InPlacePlan plan, CloneView view) {
    try (Session session = new Session(tools)) {
      session.inPlaceExecutor(view).discard(plan);
    }
  }

  private Inspection proved(SourceSpec source, InPlacePlan plan, CloneView view) {
    try (Session session = new Session(tools)) {
      InPlaceExecutor executor = session.inPlaceExecutor(view);
      Inspection after = session.inspector().inspect(source);
      executor.prove(plan, after);
      return after;
    }
  }
}
