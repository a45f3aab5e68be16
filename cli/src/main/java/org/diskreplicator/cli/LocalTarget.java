package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.wiring.Toolbox;

/**
 * A target with a path on this machine: a file, or a device, or what shows a remote one.
 *
 * @param place opens it
 */
record LocalTarget(Toolbox tools, Function<Session, Path> place) implements CloneTarget {
  @Override
  public TargetFacts look(Session session, Inspection disk) {
    return tools.targetProbe().probe(place.apply(session), disk.image());
  }

  @Override
  public CloneReport write(Session session, CloneView view, Plan plan) {
    return plan.isOntoDevice()
        ? session.deviceExecutor(view).execute(plan)
        : session.executor(view).execute(plan);
  }

  @Override
  public boolean isPutTogetherHere() {
    return false;
  }
}
