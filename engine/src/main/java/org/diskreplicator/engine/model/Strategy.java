package org.diskreplicator.engine.model;

/** How the bytes of a region travel. */
public enum Strategy {
  /** Used blocks at the same offsets. */
  BLOCKS,
  /** Every byte, zeros skipped. */
  RAW
}
