package org.diskreplicator.engine.model;

/** How the bytes of a region travel. */
public enum Strategy {
  /** Used blocks at the same offsets. */
  BLOCKS,
  /** The content is made anew, and its files are copied. */
  FILES,
  /** Every byte, zeros skipped. */
  RAW
}
