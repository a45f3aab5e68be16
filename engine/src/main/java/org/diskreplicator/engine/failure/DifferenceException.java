package org.diskreplicator.engine.failure;

/** Verification found that the target differs from the source. */
public final class DifferenceException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public DifferenceException(String message) {
    super(message);
  }
}
