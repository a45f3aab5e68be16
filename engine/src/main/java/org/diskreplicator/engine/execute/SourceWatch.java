package org.diskreplicator.engine.execute;

import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.FileStamp;
import org.diskreplicator.engine.model.Inspection;

/** A source that somebody writes to meanwhile gives a copy of no moment at all. */
final class SourceWatch {
  private SourceWatch() {}

  /**
   * Does nothing when the source is as it was inspected.
   *
   * @throws DifferenceException when somebody wrote to it
   */
  static void requireUnchanged(Inspection source) {
    for (FileStamp before : source.stamps()) {
      if (!Inspector.stamp(before.path()).equals(before)) {
        throw new DifferenceException(
            "'" + before.path() + "' changed meanwhile; stop what writes to it and try again.");
      }
    }
  }
}
