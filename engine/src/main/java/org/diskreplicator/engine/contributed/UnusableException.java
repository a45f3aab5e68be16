package org.diskreplicator.engine.contributed;

/**
 * Something that claims to be a replicator cannot be used; the message is a clause that says why.
 */
final class UnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnusableException(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
