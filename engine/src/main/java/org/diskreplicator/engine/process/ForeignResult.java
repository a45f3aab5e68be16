package org.diskreplicator.engine.process;

/**
 * How a run of a foreign program came to its end; none of its processes is left.
 *
 * @param exitCode 128 + signal number when a signal ended it; of no meaning unless it has exited
 * @param stderr its last 20 lines of standard error
 * @param leftBehind number of processes that it had not ended itself
 */
public record ForeignResult(End end, int exitCode, String stderr, int leftBehind) {

  /** What ended it. */
  public enum End {
    EXITED,
    /** It ran out of time and was killed. */
    TIMED_OUT,
    /** It printed what nobody wanted, and was killed. */
    REJECTED,
    /** It printed a line of more than {@link ForeignRunner#LINE_LIMIT} bytes and was killed. */
    LINE_TOO_LONG
  }
}
