package org.diskreplicator.engine.failure;

/**
 * Root of all that the engine throws on purpose; the message is one sentence for people, with what
 * to do.
 *
 * <p>Each subclass stands for one exit status of the command line.
 */
public abstract sealed class ReplicationException extends RuntimeException
    permits RefusedException,
        MissingPrerequisiteException,
        CommandFailedException,
        ReplicatorFailedException,
        DifferenceException,
        InputOutputException,
        CancelledException,
        CleanupException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  ReplicationException(String message) {
    super(message);
    this.sentence = message;
  }

  ReplicationException(String message, Throwable cause) {
    super(message, cause);
    this.sentence = message;
  }

  /** The message, which is never absent. */
  public final String sentence() {
    return sentence;
  }
}
