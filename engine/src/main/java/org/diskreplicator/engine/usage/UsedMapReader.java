package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.file.Path;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;

/** Reads the used map of one kind of content. */
@FunctionalInterface
public interface UsedMapReader {
  /**
   * Maps {@code region} of a disk that is readable as a file. What cannot be trusted comes back as
   * all used, with the reason; it is never an exception.
   */
  UsedMap read(Path disk, Extent region);

  /** A reader of on-disk structures, whose errors make all bytes used. */
  static UsedMapReader of(Structures structures) {
    return (disk, region) -> {
      try (RegionReader reader = RegionReader.open(disk, region)) {
        return structures.map(reader);
      } catch (UntrustworthyException e) {
        return e.allUsed(region.length());
      } catch (IOException e) {
        return UntrustworthyException.damaged("its structures cannot be read: " + e.getMessage())
            .allUsed(region.length());
      }
    };
  }

  /** What knows the structures of one kind of content. */
  @FunctionalInterface
  interface Structures {
    /**
     * Maps the region.
     *
     * @throws UntrustworthyException when its structures are not to be believed
     * @throws IOException when they cannot be read
     */
    UsedMap map(RegionReader region) throws IOException, UntrustworthyException;
  }
}
