package org.diskreplicator.engine.model;

import java.util.Map;
import java.util.Optional;

/**
 * What can be done with the contents of a disk besides copying their bytes; of the regions alone
 * that somebody asked about.
 *
 * @param byPlace by the extents of the regions on the disk
 */
public record Abilities(Map<Extent, Ability> byPlace) {
  /** Nobody asked. */
  public static final Abilities NONE = new Abilities(Map.of());

  private static final Ability NOT_ASKED = Ability.none("nothing but copying its bytes is known");

  public Abilities {
    byPlace = Map.copyOf(byPlace);
  }

  /** What can be done with the content of this region. */
  public Ability of(Region region) {
    return Optional.ofNullable(byPlace.get(region.extent())).orElse(NOT_ASKED);
  }
}
