package org.diskreplicator.engine.model;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What can be done with the content of a region besides copying its bytes.
 *
 * @param smallestResized bytes to which the content's own tool can shrink it; empty when no tool
 *     can
 * @param grows whether that tool can make it larger
 * @param rebuilding how it can be made anew; empty when it cannot
 * @param obstacle why something of this cannot be done, a short clause for people
 * @param notAnew the part of it that says why it cannot be made anew
 */
public record Ability(
    OptionalLong smallestResized,
    boolean grows,
    Optional<Rebuilding> rebuilding,
    String obstacle,
    String notAnew) {

  /** Only its bytes can be copied. */
  public static Ability none(String obstacle) {
    return new Ability(OptionalLong.empty(), false, Optional.empty(), obstacle, obstacle);
  }

  /**
   * A way to make the content anew, with all its files.
   *
   * @param replicator name of what does it
   * @param smallest bytes that are enough to hold it
   * @param superUser whether only root can do it
   * @param programs names of executables that it runs
   */
  public record Rebuilding(
      String replicator, long smallest, boolean superUser, Set<String> programs) {
    public Rebuilding {
      programs = Set.copyOf(programs);
    }
  }
}
