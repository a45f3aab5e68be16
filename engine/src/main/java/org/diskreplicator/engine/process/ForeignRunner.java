package org.diskreplicator.engine.process;

import org.diskreplicator.engine.failure.CancelledException;

/** Runs foreign programs; a seam for unit tests. */
@FunctionalInterface
public interface ForeignRunner {
  /** Longest line that a program may print, in bytes. */
  int LINE_LIMIT = 64 << 10;

  /**
   * Runs the program, and ends whatever it started.
   *
   * @throws CancelledException when it was stopped before its end
   */
  ForeignResult run(ForeignCommand command);
}
