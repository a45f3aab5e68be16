package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.UsedMap;

/** Used maps of swap space: the header page matters, and what lies behind the swap's last page. */
final class SwapUsedMaps implements UsedMapReader {
  @Override
  public UsedMap read(Path disk, Extent region) {
    try (RegionReader reader = RegionReader.open(disk, region)) {
      return map(reader);
    } catch (UntrustworthyException e) {
      return e.allUsed(region.length());
    } catch (IOException e) {
      return UntrustworthyException.damaged("its header cannot be read: " + e.getMessage())
          .allUsed(region.length());
    }
  }

  private static UsedMap map(RegionReader reader) throws IOException, UntrustworthyException {
    SwapHeader header = SwapHeader.read(reader);
    int page = header.page();
    long end = page * header.pages(reader.size());
    if (end > reader.size()) {
      throw UntrustworthyException.damaged("it is larger than the space that it lies in");
    }
    return new UsedMap(
        reader.size(),
        ExtentSet.builder().add(page, end).build(),
        ContentState.CLEAN,
        Optional.empty(),
        "only the header page of swap matters");
  }
}
