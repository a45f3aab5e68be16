package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * A volume that a layer such as LVM, md or LUKS makes of bytes of the disk.
 *
 * @param name unique on the disk, such as {@code vg/root}, {@code md0 of partition 1} or {@code
 *     LUKS of partition 2}
 * @param size bytes that the volume shows
 * @param placement where its bytes lie; empty when they cannot be read, and then nothing of it is
 *     free
 * @param content what the volume holds, as it shows it
 * @param usedMap of the bytes that the volume shows, relative to its start
 */
public record Volume(
    String name, long size, Optional<Placement> placement, Content content, UsedMap usedMap)
    implements Area {
  public Volume {
    if (usedMap.size() != size || placement.map(Placement::size).orElse(size) != size) {
      throw new IllegalArgumentException("sizes of volume " + name + " differ");
    }
    if (placement.isEmpty() && !usedMap.free().isEmpty()) {
      throw new IllegalArgumentException("free bytes of volume " + name + " have no place");
    }
  }

  @Override
  public String title() {
    return "volume " + name;
  }

  @Override
  public ExtentSet onDisk() {
    return onDisk(ExtentSet.of(new Extent(0, size)));
  }

  /** Where bytes of the volume lie on the disk. */
  public ExtentSet onDisk(ExtentSet bytes) {
    return placement.map(place -> place.onDisk(bytes)).orElse(ExtentSet.empty());
  }

  @Override
  public ExtentSet freeOnDisk() {
    return onDisk(usedMap.free());
  }

  /** The same volume with another content and map. */
  public Volume with(Content found, UsedMap map) {
    return new Volume(name, size, placement, found, map);
  }
}
