package org.diskreplicator.engine.usage;

import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.UsedMap;

/** A content has no map that can be believed; never leaves this package. */
final class UntrustworthyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ContentState state;

  /**
   * Says why.
   *
   * @param reason a short clause for people
   */
  UntrustworthyException(ContentState state, String reason) {
    super(reason);
    this.state = state;
  }

  static UntrustworthyException damaged(String reason) {
    return new UntrustworthyException(ContentState.DAMAGED, reason);
  }

  UsedMap allUsed(long size) {
    return UsedMap.allUsed(size, state, String.valueOf(getMessage()));
  }
}
