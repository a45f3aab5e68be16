package org.diskreplicator.engine.execute;

import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.FileStamp;
import org.diskreplicator.engine.model.Inspection;

/** Sees whether somebody wrote to a source: a copy of that would be of no moment at all. */
final class SourceWatch {
  private SourceWatch() {}

  /**
   * Compares the files of the source with what they were when it was inspected.
   *
   * @throws DifferenceException when one of them has changed
   */
  static void requireUnchanged(Inspection source) {
    for (FileStamp before : source.stamps()) {
      if (!Inspector.stamp(before.path()).equals(before)) {
        throw new DifferenceException(
            "'"
                + before.path()
                + "' changed during the copy; stop what writes to it and clone again.");
      }
    }
  }
}
