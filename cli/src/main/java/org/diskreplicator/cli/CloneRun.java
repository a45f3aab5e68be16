package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.PlanResult;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.wiring.Toolbox;

/** Inspect, plan, execute, verify: what clone and sparsify share. */
final class CloneRun {
  private final Toolbox tools;
  private final OutputOptions output;
  private final Path scratch;

  /** Whether the plan is carried out. */
  enum Mode {
    REAL,
    DRY_RUN
  }

  CloneRun(Toolbox tools, OutputOptions output) {
    this(tools, output, DeviceOptions.SCRATCH);
  }

  /** With a folder for what is put together before it is written to a device. */
  CloneRun(Toolbox tools, OutputOptions output, Path scratch) {
    this.tools = tools;
    this.output = output;
    this.scratch = scratch;
  }

  int run(SourceSpec source, String target, Function<Inspection, CloneOptions> options, Mode mode) {
    Place place = place(source, target);
    try (CloneView view = CloneView.of(output);
        Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      Path path = place.open(session);
      PlanResult plan = plan(session, disk, path, options.apply(disk));
      if (plan instanceof Assembly assembly) {
        run(session, view, assembly, mode);
      } else {
        run(session, view, (Plan) plan, mode);
      }
      return ExitStatus.DONE;
    }
  }

  /** Clones with the usual options. */
  CloneReport execute(SourceSpec source, Path target) {
    try (CloneView view = CloneView.of(output);
        Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      return execute(session, view, (Plan) plan(session, disk, target, CloneOptions.DEFAULT));
    }
  }

  private void run(Session session, CloneView view, Plan plan, Mode mode) {
    if (mode == Mode.DRY_RUN) {
      view.plan(plan);
    } else {
      execute(session, view, plan);
    }
  }

  private CloneReport execute(Session session, CloneView view, Plan plan) {
    tools.require(plan);
    view.started(plan);
    CloneReport report =
        plan.isOntoDevice()
            ? session.deviceExecutor(view).execute(plan)
            : session.executor(view).execute(plan);
    view.finished(plan.source(), report);
    return report;
  }

  private void run(Session session, CloneView view, Assembly assembly, Mode mode) {
    if (mode == Mode.DRY_RUN) {
      view.plan(assembly);
      return;
    }
    tools.require(assembly);
    view.started(assembly);
    CloneReport report =
        assembly.isOntoDevice()
            ? new DeviceAssembly(tools, scratch).run(session, view, assembly)
            : session.assembler(view).execute(assembly);
    view.finished(assembly.source(), report);
  }

  /** Where a target is, once it is looked for. */
  private interface Place {
    Path open(Session session);
  }

  private static Place place(SourceSpec source, String target) {
    if (RemoteAddress.isAddress(target)) {
      return RemoteTarget.of(target, source)::open;
    }
    Path path = path(target);
    return session -> path;
  }

  /** The place that the user names. */
  static Path path(String target) {
    if (target.isEmpty()) {
      throw new RefusedException("An empty text names no target; give the path of a file.");
    }
    return Path.of(target).toAbsolutePath();
  }

  private PlanResult plan(Session session, Inspection disk, Path target, CloneOptions options) {
    TargetFacts facts = tools.targetProbe().probe(target, disk.image());
    Planner planner = new Planner();
    List<Region> questions = planner.questions(disk, facts, options);
    PlanResult result = planner.plan(disk, facts, options, session.abilities(disk, questions));
    if (result instanceof PlanResult.Rejection rejection) {
      throw new RefusedException(rejection.reason());
    }
    return result;
  }
}
