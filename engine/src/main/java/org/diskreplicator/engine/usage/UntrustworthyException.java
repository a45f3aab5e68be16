package org.diskreplicator.engine.usage;

import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.UsedMap;

/** A content has no map that can be believed; a reader turns it into a map with all used. */
public final class UntrustworthyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ContentState state;

  /**
   * Says why.
   *
   * @param reason a short clause for people
   */
  public UntrustworthyException(ContentState state, String reason) {
    super(reason);
    this.state = state;
  }

  /** The content's structures contradict each other, or cannot be read. */
  public static UntrustworthyException damaged(String reason) {
    return new UntrustworthyException(ContentState.DAMAGED, reason);
  }

  UsedMap allUsed(long size) {
    return UsedMap.allUsed(size, state, String.valueOf(getMessage()));
  }
}
