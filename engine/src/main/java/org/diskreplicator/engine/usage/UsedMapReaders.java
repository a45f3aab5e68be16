package org.diskreplicator.engine.usage;

import java.nio.file.Path;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.ExtFileSystems;

/** Picks the reader of a content. */
public final class UsedMapReaders implements Content.Visitor<UsedMapReader> {
  /** What blkid calls swap space that a suspended system was written to. */
  private static final String SUSPENDED = "swsuspend";

  private final UsedMapReader ext;
  private final UsedMapReader fat = new FatUsedMaps();
  private final UsedMapReader swap = new SwapUsedMaps();

  public UsedMapReaders(ExtFileSystems extFileSystems) {
    this.ext = new ExtUsedMaps(extFileSystems);
  }

  /** Maps {@code region} of a disk that is readable as a file and holds {@code content}. */
  public UsedMap read(Content content, Path disk, Extent region) {
    return content.accept(this).read(disk, region);
  }

  @Override
  public UsedMapReader ext(Content.Ext content) {
    return ext;
  }

  @Override
  public UsedMapReader fat(Content.Fat content) {
    return fat;
  }

  @Override
  public UsedMapReader swap(Content.Swap content) {
    return swap;
  }

  @Override
  public UsedMapReader other(Content.Other content) {
    return content.name().equals(SUSPENDED)
        ? new AllUsedMaps(ContentState.HIBERNATED, SwapHeader.SUSPENDED)
        : new AllUsedMaps(ContentState.UNKNOWN, "no reader for " + content.name());
  }

  @Override
  public UsedMapReader unknown(Content.Unknown content) {
    return new AllUsedMaps(ContentState.UNKNOWN, "unknown content");
  }
}
