package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.PlanResult;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.wiring.Toolbox;

/** Inspect, plan, execute, verify: what clone and sparsify share. */
final class CloneRun {
  private final Toolbox tools;
  private final OutputOptions output;

  /** Whether the plan is carried out. */
  enum Mode {
    REAL,
    DRY_RUN
  }

  CloneRun(Toolbox tools, OutputOptions output) {
    this.tools = tools;
    this.output = output;
  }

  int run(SourceSpec source, String target, Function<Inspection, CloneOptions> options, Mode mode) {
    Path path = path(target);
    try (CloneView view = view();
        Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      Plan plan = plan(disk, path, options.apply(disk));
      if (mode == Mode.DRY_RUN) {
        view.plan(plan);
      } else {
        execute(session, view, plan);
      }
      return ExitStatus.DONE;
    }
  }

  /** Clones with the usual options. */
  CloneReport execute(SourceSpec source, Path target) {
    try (CloneView view = view();
        Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      return execute(session, view, plan(disk, target, CloneOptions.DEFAULT));
    }
  }

  private CloneView view() {
    return output.json ? new JsonCloneView() : new TextCloneView(output.quiet);
  }

  private CloneReport execute(Session session, CloneView view, Plan plan) {
    tools.require(plan);
    view.started(plan);
    CloneReport report =
        plan.isOntoDevice()
            ? session.deviceExecutor(view).execute(plan)
            : session.executor(view).execute(plan);
    view.finished(plan, report);
    return report;
  }

  private static Path path(String target) {
    if (target.isEmpty()) {
      throw new RefusedException("An empty text names no target; give the path of a file.");
    }
    return Path.of(target).toAbsolutePath();
  }

  private Plan plan(Inspection disk, Path target, CloneOptions options) {
    PlanResult result =
        new Planner().plan(disk, tools.targetProbe().probe(target, disk.image()), options);
    if (result instanceof PlanResult.Rejection rejection) {
      throw new RefusedException(rejection.reason());
    }
    return (Plan) result;
  }
}
