package org.diskreplicator.engine.usage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.ExtFileSystems;

/** Used maps of ext2, ext3 and ext4 by their block bitmaps. */
final class ExtUsedMaps implements UsedMapReader {
  private static final String CLEAN = "clean";

  /** How e2fsprogs names a feature bit that it does not know, such as {@code FEATURE_R30}. */
  private static final String UNKNOWN_FEATURE = "FEATURE_";

  private final ExtFileSystems fileSystems;

  ExtUsedMaps(ExtFileSystems fileSystems) {
    this.fileSystems = fileSystems;
  }

  @Override
  public UsedMap read(Path disk, Extent region) {
    ExtFileSystems.Result result = fileSystems.read(disk, region.offset());
    try {
      ExtentSet free = free(layout(result), region.length());
      return new UsedMap(
          region.length(),
          free,
          ContentState.CLEAN,
          Optional.of(FullCheck.EXT),
          "free blocks by its bitmap");
    } catch (UntrustworthyException e) {
      return e.allUsed(region.length());
    }
  }

  private static ExtFileSystems.Layout layout(ExtFileSystems.Result result)
      throws UntrustworthyException {
    if (result instanceof ExtFileSystems.Layout layout) {
      return layout;
    }
    String reason = ((ExtFileSystems.Unreadable) result).reason();
    ContentState state =
        reason.contains("unsupported feature") ? ContentState.UNSUPPORTED : ContentState.DAMAGED;
    throw new UntrustworthyException(state, "its bitmap cannot be read: " + reason);
  }

  private static ExtentSet free(ExtFileSystems.Layout layout, long size)
      throws UntrustworthyException {
    requireKnown(layout.features());
    requireClean(layout);
    requireFit(layout, size);
    return layout.free();
  }

  private static void requireKnown(Set<String> features) throws UntrustworthyException {
    if (features.contains("journal_dev")) {
      throw new UntrustworthyException(
          ContentState.UNSUPPORTED, "the journal of another file system");
    }
    Optional<String> unknown =
        features.stream().filter(feature -> feature.startsWith(UNKNOWN_FEATURE)).findAny();
    if (unknown.isPresent()) {
      throw new UntrustworthyException(
          ContentState.UNSUPPORTED, "it has the unknown feature " + unknown.get());
    }
  }

  /** With its error flag set, a replay alone would not make it sound. */
  private static void requireClean(ExtFileSystems.Layout layout) throws UntrustworthyException {
    if (layout.state().contains("errors")) {
      throw notClean(layout);
    }
    if (layout.features().contains("needs_recovery")) {
      throw new UntrustworthyException(
          ContentState.NEEDS_REPLAY, "not clean: its journal needs replay");
    }
    if (!layout.state().equals(CLEAN)) {
      throw notClean(layout);
    }
  }

  private static UntrustworthyException notClean(ExtFileSystems.Layout layout) {
    return new UntrustworthyException(
        ContentState.DIRTY, "not clean: its state is '" + layout.state() + "'");
  }

  private static void requireFit(ExtFileSystems.Layout layout, long size)
      throws UntrustworthyException {
    ExtentSet free = layout.free();
    if (layout.blockSize() <= 0 || layout.blocks() > size / layout.blockSize()) {
      throw UntrustworthyException.damaged("it is larger than the space that it lies in");
    }
    long end = layout.blocks() * layout.blockSize();
    if (!free.isEmpty() && free.end(free.count() - 1) > end) {
      throw UntrustworthyException.damaged("its bitmap reaches behind its end");
    }
    long total = free.totalBytes();
    if (total % layout.blockSize() != 0 || total / layout.blockSize() != layout.freeBlocks()) {
      throw UntrustworthyException.damaged(
          "its superblock counts other free blocks than its bitmap");
    }
  }
}
