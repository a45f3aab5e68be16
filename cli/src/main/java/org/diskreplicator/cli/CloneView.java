package org.diskreplicator.cli;

import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.execute.InPlaceReport;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.plan.Plan;

/** Shows a clone to somebody. */
interface CloneView extends EventSink, AutoCloseable {
  /** The view that the options ask for. */
  static CloneView of(OutputOptions output) {
    return output.json ? new JsonCloneView() : new TextCloneView(output.quiet);
  }

  /** Shows what would be done. */
  void plan(Plan plan);

  /** Shows how a target would be put together. */
  void plan(Assembly assembly);

  /** Shows what would be given back. */
  void plan(InPlacePlan plan);

  /** Shows that the plan is being carried out. */
  void started(Plan plan);

  /** Shows that the target is being put together. */
  void started(Assembly assembly);

  void finished(Inspection source, CloneReport report);

  /** Shows what was given back. */
  void finished(InPlaceReport report);

  /** Shows what a comparison of files came to. */
  void finished(FileVerification result);

  @Override
  void close();
}
