package org.diskreplicator.engine.plan;

/**
 * Who takes the room that a target has more than the partitions of the source need.
 *
 * @param partition number of the one that is named; 0 when none is
 */
public record Growth(Kind kind, int partition) {
  /** The last partition that holds a file system, where its own tool can make it larger. */
  public static final Growth LAST = new Growth(Kind.LAST, 0);

  /** Nobody; every partition keeps its size, on a smaller target too. */
  public static final Growth NONE = new Growth(Kind.NONE, 0);

  /** The partition with this number, whatever that takes. */
  public static Growth of(int partition) {
    return new Growth(Kind.NAMED, partition);
  }

  /** Who is meant. */
  public enum Kind {
    LAST,
    NONE,
    NAMED
  }
}
