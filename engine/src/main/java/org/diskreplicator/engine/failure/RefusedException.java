package org.diskreplicator.engine.failure;

/** The input cannot or must not be worked on; nothing was written. */
public final class RefusedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
