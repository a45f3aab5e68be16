package org.diskreplicator.engine.failure;

/** A contributed replicator did not do its work. */
public final class ReplicatorFailedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  /**
   * Tells what it did.
   *
   * @param replicator its name
   * @param doing such as {@code making it}
   * @param what a clause such as {@code it ended by signal 11}
   * @param said its last lines, empty when it said nothing
   */
  public ReplicatorFailedException(String replicator, String doing, String what, String said) {
    super(
        "The replicator '"
            + replicator
            + "' failed while "
            + doing
            + ": "
            + what
            + (said.isBlank() ? "." : "; it said: " + said.strip()));
  }
}
