package org.diskreplicator.engine.replicate;

import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;

/** What programs say when a file system is full. */
final class NoSpace {
  private NoSpace() {}

  /** Tar mentions only how much it could write when that is not nothing. */
  static boolean isReasonOf(CommandFailedException failure) {
    return failure.stderr().contains("No space left on device")
        || failure.stderr().contains(": Wrote only ");
  }

  static RefusedException refusal(String content, long bytes) {
    return new RefusedException(
        "The files do not fit into a new %s of %s; give it more room, or copy its blocks."
            .formatted(content, ByteSize.of(bytes).human()));
  }
}
