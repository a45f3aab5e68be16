package org.diskreplicator.engine.luks;

import org.diskreplicator.engine.model.ContentState;

/** A container that is copied whole, and why. */
final class LuksException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ContentState state;

  /**
   * Says why.
   *
   * @param reason a short clause for people
   */
  LuksException(ContentState state, String reason) {
    super(reason);
    this.state = state;
  }

  /** A header that contradicts itself or its copy. */
  static LuksException damaged(String reason) {
    return new LuksException(ContentState.DAMAGED, reason);
  }

  /** A header that says something for which there is no reader. */
  static LuksException unsupported(String reason) {
    return new LuksException(ContentState.UNSUPPORTED, reason);
  }

  ContentState state() {
    return state;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
