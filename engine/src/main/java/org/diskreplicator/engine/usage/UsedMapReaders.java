package org.diskreplicator.engine.usage;

import java.nio.file.Path;
import java.util.Map;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;

/** Picks the reader of a content. */
public final class UsedMapReaders implements Content.Visitor<UsedMapReader> {
  /** What blkid calls swap space that a suspended system was written to. */
  private static final String SUSPENDED = "swsuspend";

  private static final String BITLOCKER = "BitLocker";

  private final UsedMapReader ext;
  private final UsedMapReader fat = new FatUsedMaps();
  private final UsedMapReader swap = new SwapUsedMaps();

  private final Map<String, UsedMapReader> others;

  /**
   * Collects the readers.
   *
   * @param ext of ext2, ext3 and ext4
   * @param others by {@link Content#name}, of the contents that have no case of their own
   */
  public UsedMapReaders(UsedMapReader ext, Map<String, UsedMapReader> others) {
    this.ext = ext;
    this.others = Map.copyOf(others);
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
    if (content.name().equals(SUSPENDED)) {
      return new AllUsedMaps(ContentState.HIBERNATED, SwapHeader.SUSPENDED);
    }
    if (content.name().equals(BITLOCKER)) {
      return new AllUsedMaps(ContentState.UNKNOWN, "encrypted by BitLocker, which is not opened");
    }
    UsedMapReader none = new AllUsedMaps(ContentState.UNKNOWN, "no reader for " + content.name());
    return others.getOrDefault(content.name(), none);
  }

  @Override
  public UsedMapReader unknown(Content.Unknown content) {
    return new AllUsedMaps(ContentState.UNKNOWN, "unknown content");
  }
}
