package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.diskreplicator.engine.usage.UsedMapReader;

/**
 * Used maps of btrfs, by its extent tree.
 *
 * <p>The way is: superblock, its copy of the system chunks, chunk tree, root tree, device tree,
 * extent tree. Every extent is mapped to each of its copies on the device. What lies in no chunk is
 * free, but for the first MiB and the superblocks.
 *
 * <p>Of a file system on several devices each is mapped alone: what its own stripes hold. That
 * takes trees that can be read from this device, such as those of RAID1 on two devices.
 *
 * <p>Source of the format: include/uapi/linux/btrfs_tree.h of the kernel, and "On-disk Format" of
 * the btrfs documentation.
 */
public final class BtrfsUsedMaps implements UsedMapReader.Structures {
  @Override
  public UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    Superblock superblock = Superblock.read(region);
    Mirrors.requireAgreement(region, superblock);
    TreeReader bootstrap = new TreeReader(region, superblock, superblock.systemChunks());
    Chunks chunks = ChunkTree.read(bootstrap, superblock);
    TreeReader reader = new TreeReader(region, superblock, chunks);
    Roots roots = Roots.read(reader, superblock);
    DeviceExtents device = DeviceExtents.read(reader, roots.devices(), chunks);
    ExtentSet used = UsedExtents.read(reader, roots.extents(), superblock, chunks);
    return new UsedMap(
        region.size(),
        device
            .onDevice(used)
            .union(Mirrors.reserved(superblock.deviceBytes(), region.size()))
            .complement(region.size()),
        ContentState.CLEAN,
        Optional.of(FullCheck.BTRFS),
        "free space by its extent tree");
  }
}
