package org.diskreplicator.cli;

import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.CleanupException;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.failure.ReplicatorFailedException;

/** The exit statuses of every command. */
final class ExitStatus {
  static final int DONE = 0;
  static final int BUG = 1;
  static final int USAGE = 2;
  static final int DIFFERENT = 3;
  static final int REFUSED = 4;
  static final int MISSING = 5;
  static final int FAILED = 6;
  static final int INTERRUPTED = 130;

  /** For the footer of each command's help. */
  static final String FOOTER =
      "%nExit status: 0 done, 1 bug, 2 usage, 3 the copy differs, 4 refused (nothing is%n"
          + "written), 5 tool or privilege missing, 6 failed, 130 or 143 stopped by a signal.";

  private ExitStatus() {}

  static int of(ReplicationException failure) {
    if (failure instanceof DifferenceException) {
      return DIFFERENT;
    }
    if (failure instanceof RefusedException) {
      return REFUSED;
    }
    if (failure instanceof MissingPrerequisiteException) {
      return MISSING;
    }
    if (failure instanceof CancelledException) {
      return INTERRUPTED;
    }
    assert failure instanceof CommandFailedException
        || failure instanceof ReplicatorFailedException
        || failure instanceof InputOutputException
        || failure instanceof CleanupException;
    return FAILED;
  }
}
