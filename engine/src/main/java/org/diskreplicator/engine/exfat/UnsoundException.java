package org.diskreplicator.engine.exfat;

/** A file system is not in order, or has what is unknown here; never leaves this package. */
final class UnsoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param reason a short clause for people
   */
  UnsoundException(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
