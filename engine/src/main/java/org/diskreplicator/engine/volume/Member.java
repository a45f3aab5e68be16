package org.diskreplicator.engine.volume;

import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Placement;

/**
 * A part of the disk that belongs to a layer: a physical volume, a RAID member, a LUKS container.
 *
 * @param title for people, such as {@code partition 2}
 * @param placement of all its bytes
 */
public record Member(String title, Content content, Placement placement, VolumeBytes bytes) {
  /** Bytes of the member. */
  public long size() {
    return placement.size();
  }
}
