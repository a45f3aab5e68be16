package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;

/**
 * Used maps of FAT12, FAT16 and FAT32 by their tables.
 *
 * <p>Source: Microsoft, "FAT: General Overview of On-Disk Format", version 1.03. partclone is wrong
 * on FAT12.
 */
final class FatUsedMaps implements UsedMapReader {
  @Override
  public UsedMap read(Path disk, Extent region) {
    try (RegionReader reader = RegionReader.open(disk, region)) {
      FatGeometry geometry = FatGeometry.of(FatBootSector.read(reader), region.length());
      ExtentSet free = new FatTable(reader, geometry).free();
      return new UsedMap(
          region.length(),
          free,
          ContentState.CLEAN,
          Optional.of(FullCheck.FAT),
          "free clusters by its table (FAT" + geometry.width().bits() + ")");
    } catch (UntrustworthyException e) {
      return e.allUsed(region.length());
    } catch (IOException e) {
      return UntrustworthyException.damaged("its table cannot be read: " + e.getMessage())
          .allUsed(region.length());
    }
  }
}
