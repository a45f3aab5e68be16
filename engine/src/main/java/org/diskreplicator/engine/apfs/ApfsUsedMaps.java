package org.diskreplicator.engine.apfs;

import static org.diskreplicator.engine.apfs.ApfsObjects.require;

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
 * Used maps of APFS by the bitmaps of a container's space spaceman. All volumes of a container
 * share them, encrypted ones too.
 *
 * <p>What only older checkpoints use is free: nobody goes back to those once the container was
 * unmounted. Blocks that were freed a moment ago wait in queues, and are used.
 */
public final class ApfsUsedMaps implements UsedMapReader {
  private final UsedMapReader reader = UsedMapReader.of(ApfsUsedMaps::map);

  @Override
  public UsedMap read(Path disk, Extent region) {
    return reader.read(disk, region);
  }

  private static UsedMap map(RegionReader region) throws IOException, UntrustworthyException {
    ApfsContainer container = ApfsContainer.read(region);
    ExtentSet.Builder own = ExtentSet.builder();
    container.addOwn(own);
    ExtentSet free = new ApfsSpace(container.objects(), container.spaceManager(), own).free();
    require(free.intersect(own.build()).isEmpty(), "its bitmaps call blocks of its own lists free");
    return new UsedMap(
        region.size(),
        free,
        ContentState.CLEAN,
        Optional.of(FullCheck.APFS),
        "free blocks by its space manager");
  }
}
