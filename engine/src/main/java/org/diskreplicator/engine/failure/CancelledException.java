package org.diskreplicator.engine.failure;

/** The user or the system asked to stop. */
public final class CancelledException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  public CancelledException() {
    super("Stopped on request");
  }
}
