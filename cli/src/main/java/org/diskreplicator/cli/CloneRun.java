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
    CloneTarget place = target(source, target);
    try (CloneView view = CloneView.of(output);
        Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      PlanResult plan = plan(session, disk, place, options.apply(disk));
      if (plan instanceof Assembly assembly) {
        run(session, view, assembly, place, mode);
      } else {
        run(session, view, (Plan) plan, place, mode);
      }
      return ExitStatus.DONE;
    }
  }

  /** Clones with the usual options. */
  CloneReport execute(SourceSpec source, Path target) {
    try (CloneView view = CloneView.of(output);
        Session session = new Session(tools)) {
      Inspection disk = session.inspector().inspect(source);
      CloneTarget file = new LocalTarget(tools, any -> target);
      PlanResult plan = plan(session, disk, file, CloneOptions.DEFAULT);
      return execute(session, view, (Plan) plan, file);
    }
  }

  private void run(Session session, CloneView view, Plan plan, CloneTarget target, Mode mode) {
    target.require(plan.format(), plan.options());
    if (mode == Mode.DRY_RUN) {
      view.plan(plan);
    } else {
      execute(session, view, plan, target);
    }
  }

  private CloneReport execute(Session session, CloneView view, Plan plan, CloneTarget target) {
    tools.require(plan);
    view.started(plan);
    CloneReport report = target.write(session, view, plan);
    view.finished(plan.source(), report);
    return report;
  }

  private void run(
      Session session, CloneView view, Assembly assembly, CloneTarget target, Mode mode) {
    target.require(assembly.format(), assembly.options());
    if (mode == Mode.DRY_RUN) {
      view.plan(assembly);
      return;
    }
    tools.require(assembly);
    view.started(assembly);
    CloneReport report =
        assembly.isOntoDevice() || target.isPutTogetherHere()
            ? new DeviceAssembly(tools, scratch, target).run(session, view, assembly)
            : session.assembler(view).execute(assembly);
    view.finished(assembly.source(), report);
  }

  private CloneTarget target(SourceSpec source, String target) {
    if (RemoteAddress.isAddress(target)) {
      return RemoteTarget.of(target, source).in(tools);
    }
    Path path = path(target);
    return new LocalTarget(tools, session -> path);
  }

  /** The place that the user names. */
  static Path path(String target) {
    if (target.isEmpty()) {
      throw new RefusedException("An empty text names no target; give the path of a file.");
    }
    return Path.of(target).toAbsolutePath();
  }

  private static PlanResult plan(
      Session session, Inspection disk, CloneTarget target, CloneOptions options) {
    TargetFacts facts = target.look(session, disk);
    Planner planner = new Planner();
    List<Region> questions = planner.questions(disk, facts, options);
    PlanResult result = planner.plan(disk, facts, options, session.abilities(disk, questions));
    if (result instanceof PlanResult.Rejection rejection) {
      throw new RefusedException(rejection.reason());
    }
    return result;
  }
}
