package org.diskreplicator.engine.xfs;

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
 * Used maps of xfs, versions 4 and 5, by the trees of free space.
 *
 * <p>Those trees lag behind the log while that needs replay, so the log comes first. partclone does
 * not ask, and loses files.
 *
 * <p>Source: "XFS Algorithms & Data Structures", 3rd edition, and the kernel's {@code fs/xfs}.
 */
public final class XfsUsedMaps implements UsedMapReader {
  private final UsedMapReader reader = UsedMapReader.of(XfsUsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader reader) throws IOException, UntrustworthyException {
    Superblock superblock = Superblock.read(reader);
    superblock.requireUnderstood();
    Geometry geometry = Geometry.of(superblock, reader.size());
    new Log(reader, geometry, superblock.uuid()).requireClean();
    return new UsedMap(
        reader.size(),
        free(reader, superblock, geometry),
        ContentState.CLEAN,
        Optional.of(FullCheck.XFS),
        "free blocks by its trees");
  }

  private static ExtentSet free(RegionReader reader, Superblock superblock, Geometry geometry)
      throws IOException, UntrustworthyException {
    FreeSpace space = new FreeSpace(geometry);
    for (long group = 0; group < geometry.groups(); group++) {
      GroupHeader header = GroupHeader.read(reader, geometry, group);
      space.begin(group, header);
      FreeTree.collect(reader, geometry, group, header, space);
      space.end();
    }
    if (superblock.hasLazyCounters() && space.total() != superblock.freeBlocks()) {
      throw UntrustworthyException.damaged(
          "its superblock counts other free blocks than its trees");
    }
    return space.free();
  }
}
