package org.diskreplicator.engine.lvm;

import java.util.HashSet;
import java.util.Set;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/** A volume group, and all that the physical volumes on this disk say of it. */
final class Described {
  private final VolumeGroup group;
  private final Set<String> texts = new HashSet<>();

  Described(VolumeGroup group) {
    this.group = group;
  }

  VolumeGroup group() {
    return group;
  }

  void add(Set<String> more) {
    texts.addAll(more);
  }

  /** Whether the group counts a physical volume among its own. */
  boolean owns(PhysicalVolume one) {
    return group.stores().values().stream().anyMatch(store -> store.uuid().equals(one.uuid()));
  }

  /**
   * Requires that all say the same. LVM would follow the newest text; that there are two tells that
   * something was interrupted, or that a physical volume was away for a while.
   */
  void requireOneText() throws UnsoundLayerException {
    if (texts.size() != 1) {
      throw UnsoundLayerException.damaged("the physical volumes of its group disagree");
    }
  }
}
