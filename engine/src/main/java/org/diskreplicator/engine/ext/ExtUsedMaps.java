package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.diskreplicator.engine.usage.UsedMapReader;

/**
 * Used maps of ext2, ext3 and ext4 by their block bitmaps.
 *
 * <p>Bitmaps that were never written are not read, so that time grows with what is in use.
 */
public final class ExtUsedMaps implements UsedMapReader {
  private final UsedMapReader reader = UsedMapReader.of(ExtUsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    Superblock superblock = Superblock.read(region);
    superblock.requireUnderstood();
    Geometry geometry = Geometry.of(superblock, region.size());
    superblock.requireClean(MountProtection.isInUse(region, superblock, geometry));
    return new UsedMap(
        region.size(),
        free(region, superblock, geometry),
        ContentState.CLEAN,
        Optional.of(FullCheck.EXT),
        "free blocks by its bitmap");
  }

  private static ExtentSet free(RegionReader region, Superblock superblock, Geometry geometry)
      throws IOException, UntrustworthyException {
    DescriptorTable table = DescriptorTable.of(superblock, geometry);
    OwnBlocks own = new OwnBlocks(geometry, table);
    Checksums checksums = superblock.checksums();
    Groups groups = new Groups(region, geometry, table, checksums);
    FreeClusters clusters = new FreeClusters(region, geometry, own, checksums);
    groups.forEach(clusters::add);
    require(
        clusters.blocks() == superblock.freeBlocks(),
        "its superblock counts other free blocks than its bitmap");
    ExtentSet free = clusters.bytes();
    groups.forEach(group -> own.requireUsed(group, free));
    require(
        !superblock.hasMountProtection()
            || !free.contains(MountProtection.place(superblock) * geometry.blockSize()),
        OwnBlocks.FREE);
    return free;
  }
}
