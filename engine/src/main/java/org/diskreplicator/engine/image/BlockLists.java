package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.diskreplicator.engine.model.Region;

/**
 * Boot loaders that find their files by lists of blocks. Where the blocks have moved, only the
 * loader's own installer can write these lists anew.
 */
public final class BlockLists {
  private static final int SECTOR = 512;

  private BlockLists() {}

  /**
   * What the user should know, as sentences.
   *
   * @param disk the source
   * @param changed partitions whose blocks lie elsewhere on the target
   */
  public static List<String> warnings(PatchBase disk, Collection<Region> changed)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    if (!changed.isEmpty() && holds(disk.read(0, SECTOR), "LILO")) {
      warnings.add(
          "The disk boots by LILO, which finds its files by their blocks; run lilo on the target"
              + " before it boots.");
    }
    for (Region region : changed) {
      byte[] boot = disk.read(region.extent().offset(), SECTOR);
      if (isBootSector(boot) && holds(boot, "GRUB ")) {
        warnings.add(
            "The boot sector of "
                + region.title()
                + " holds GRUB, which finds its files by their blocks there; run grub-install for"
                + " that partition of the target, if the disk boots by it.");
      }
    }
    return warnings;
  }

  private static boolean isBootSector(byte[] sector) {
    return (sector[510] & 0xff) == 0x55 && (sector[511] & 0xff) == 0xaa;
  }

  private static boolean holds(byte[] sector, String name) {
    return new String(sector, StandardCharsets.ISO_8859_1).contains(name);
  }
}
