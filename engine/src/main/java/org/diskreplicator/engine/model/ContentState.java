package org.diskreplicator.engine.model;

/** Whether the structures of a content can be taken at their word. */
public enum ContentState {
  /** Unmounted properly; its map may be believed once the full check agrees. */
  CLEAN("clean"),
  /** A journal waits to be replayed. */
  NEEDS_REPLAY("needs replay"),
  /** Not unmounted properly, or its own error flag is set. */
  DIRTY("dirty"),
  /** A suspended system lies in it. */
  HIBERNATED("hibernated"),
  /** Its own structures contradict each other. */
  DAMAGED("damaged"),
  /** Uses features that the reader does not know. */
  UNSUPPORTED("unsupported"),
  /** No reader for it. */
  UNKNOWN("unknown");

  private final String text;

  ContentState(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
