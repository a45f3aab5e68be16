package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The logical bytes that the extent tree calls used, data and tree blocks. */
final class UsedExtents implements TreeReader.Items {
  /** Keeps the sets below 150 MB; what lies behind so many ranges counts as used. */
  private static final int MOST_RANGES = 1 << 20;

  /** Back references of the various kinds, which follow the extents that they belong to. */
  private static final int FIRST_REFERENCE = 172;

  private static final int LAST_REFERENCE = 188;

  /** Reference count, generation and flags. */
  private static final int EXTENT_LENGTH = 24;

  private final Superblock superblock;
  private final Chunks chunks;
  private final ExtentSet.Builder used = ExtentSet.builder();
  private long end;
  private long total;
  private int ranges;

  private UsedExtents(Superblock superblock, Chunks chunks) {
    this.superblock = superblock;
    this.chunks = chunks;
  }

  static ExtentSet read(TreeReader reader, TreeRoot root, Superblock superblock, Chunks chunks)
      throws IOException, UntrustworthyException {
    UsedExtents extents = new UsedExtents(superblock, chunks);
    reader.walk(root, extents);
    if (extents.total != superblock.usedBytes()) {
      throw UntrustworthyException.damaged(
          "its superblock counts other used bytes than its extent tree");
    }
    return extents.used.build();
  }

  @Override
  public void item(TreeBlock leaf, int index) throws UntrustworthyException {
    int type = leaf.type(index);
    switch (type) {
      case Key.EXTENT_ITEM -> extent(leaf, index, leaf.offset(index));
      case Key.METADATA_ITEM -> extent(leaf, index, superblock.nodeSize());
      case Key.BLOCK_GROUP_ITEM -> {}
      default -> {
        if (type < FIRST_REFERENCE || type > LAST_REFERENCE) {
          throw new UntrustworthyException(
              ContentState.UNSUPPORTED, "its extent tree holds unknown things");
        }
      }
    }
  }

  private void extent(TreeBlock leaf, int index, long length) throws UntrustworthyException {
    long start = leaf.object(index);
    leaf.requireLength(index, EXTENT_LENGTH);
    chunks.holding(start, length);
    if (start < end || (start | length) % superblock.sectorSize() != 0 || length == 0) {
      throw UntrustworthyException.damaged("its extents contradict each other");
    }
    add(start, start + length);
    total += length;
  }

  private void add(long start, long newEnd) {
    if (start != end) {
      ranges++;
    }
    end = newEnd;
    if (ranges < MOST_RANGES) {
      used.add(start, newEnd);
    } else if (ranges == MOST_RANGES) {
      used.add(start, Long.MAX_VALUE);
    }
  }
}
