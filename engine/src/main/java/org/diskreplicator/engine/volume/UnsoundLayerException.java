package org.diskreplicator.engine.volume;

import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.UsedMap;

/** A layer's structures cannot be taken at their word; its reader turns that into used bytes. */
public final class UnsoundLayerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ContentState state;

  /**
   * Says why.
   *
   * @param reason a short clause for people
   */
  public UnsoundLayerException(ContentState state, String reason) {
    super(reason);
    this.state = state;
  }

  /** Structures contradict each other, or cannot be read. */
  public static UnsoundLayerException damaged(String reason) {
    return new UnsoundLayerException(ContentState.DAMAGED, reason);
  }

  /** Structures are in order, but the reader does not know what they ask for. */
  public static UnsoundLayerException unsupported(String reason) {
    return new UnsoundLayerException(ContentState.UNSUPPORTED, reason);
  }

  /** The map of a member of which every byte is used for that reason. */
  public UsedMap allUsed(long size) {
    return UsedMap.allUsed(size, state, String.valueOf(getMessage()));
  }
}
