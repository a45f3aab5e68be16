package org.diskreplicator.engine.contributed;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that was found in the folders of replicators.
 *
 * @param usable in the order in which they were found; each name once
 * @param unusable what claims to be a replicator and cannot be used
 */
public record Shelf(List<Contribution> usable, List<Unusable> unusable) {
  public Shelf {
    usable = List.copyOf(usable);
    unusable = List.copyOf(unusable);
  }

  /**
   * Something that cannot be used.
   *
   * @param reason a clause for people
   */
  public record Unusable(String name, Path place, String reason) {}

  public Optional<Contribution> named(String name) {
    return usable.stream().filter(one -> one.manifest().name().equals(name)).findFirst();
  }
}
