package org.diskreplicator.cli;

import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.plan.Plan;

/** Shows a clone to somebody. */
interface CloneView extends EventSink, AutoCloseable {
  /** Shows what would be done. */
  void plan(Plan plan);

  /** Shows that the plan is being carried out. */
  void started(Plan plan);

  void finished(Plan plan, CloneReport report);

  /** Shows what a comparison of files came to. */
  void finished(FileVerification result);

  @Override
  void close();
}
