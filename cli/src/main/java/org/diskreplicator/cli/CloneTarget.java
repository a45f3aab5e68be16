package org.diskreplicator.cli;

import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;

/** Where a clone goes. */
interface CloneTarget {
  /** Looks at the place; nothing is written yet. */
  TargetFacts look(Session session, Inspection disk);

  /** Refuses what no plan knows to be impossible there. */
  default void require(ImageFormat format, CloneOptions options) {}

  /** Carries out a plan for it. */
  CloneReport write(Session session, CloneView view, Plan plan);

  /** Whether a disk of another layout is put together in a scratch image first. */
  boolean isPutTogetherHere();
}
