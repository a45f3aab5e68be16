package org.diskreplicator.engine.f2fs;

import static org.diskreplicator.engine.f2fs.F2fsSuperblock.BLOCK;
import static org.diskreplicator.engine.f2fs.F2fsSuperblock.SEGMENT_BLOCKS;
import static org.diskreplicator.engine.f2fs.F2fsSuperblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The newer one of the two checkpoint packs. */
final class F2fsCheckpoint {
  private static final int VERSION = 0;
  private static final int VALID_BLOCKS = 16;
  private static final int FLAGS = 132;
  private static final int PACK_BLOCKS = 136;
  private static final int SUMMARIES = 140;
  private static final int SIT_BITMAP_BYTES = 156;
  private static final int NAT_BITMAP_BYTES = 160;
  private static final int CHECKSUM_OFFSET = 164;
  private static final int BITMAPS = 192;

  private static final int UNMOUNTED = 1;
  private static final int COMPACT = 4;
  private static final int LARGE_NAT = 0x400;

  /** Besides those above: fast boot, checksums while recovering, bits of the NAT, trimmed. */
  private static final int HARMLESS = UNMOUNTED | COMPACT | LARGE_NAT | 0x20 | 0x40 | 0x80 | 0x300;

  /** Three of data, and three of nodes, which only a pack of an unmounted file system has. */
  private static final int SUMMARY_BLOCKS = 6;

  private static final int COLD_DATA = 2;
  private static final int JOURNAL_BYTES = 507;
  private static final int JOURNAL = 3584;

  private final RegionReader region;
  private final F2fsSuperblock layout;
  private final long start;
  private final ByteBuffer head;

  private F2fsCheckpoint(RegionReader region, F2fsSuperblock layout, long start, ByteBuffer head) {
    this.region = region;
    this.layout = layout;
    this.start = start;
    this.head = head;
  }

  /** Both have to be whole; of two with the same version the first one counts. */
  static F2fsCheckpoint newest(RegionReader region, F2fsSuperblock layout)
      throws IOException, UntrustworthyException {
    F2fsCheckpoint first = pack(region, layout, layout.checkpoints());
    F2fsCheckpoint second = pack(region, layout, layout.checkpoints() + SEGMENT_BLOCKS);
    return second.version() - first.version() > 0 ? second : first;
  }

  private static F2fsCheckpoint pack(RegionReader region, F2fsSuperblock layout, long start)
      throws IOException, UntrustworthyException {
    ByteBuffer head = page(region, start);
    long count = number(head, PACK_BLOCKS);
    require(count > 2 + layout.payload() && count <= SEGMENT_BLOCKS, "a checkpoint is damaged");
    ByteBuffer tail = page(region, start + count - 1);
    require(head.getLong(VERSION) == tail.getLong(VERSION), "a checkpoint was written in part");
    return new F2fsCheckpoint(region, layout, start, head);
  }

  private static ByteBuffer page(RegionReader region, long block)
      throws IOException, UntrustworthyException {
    ByteBuffer bytes = region.read(block * BLOCK, BLOCK);
    long at = number(bytes, CHECKSUM_OFFSET);
    require(
        at >= BITMAPS
            && at <= BLOCK - Integer.BYTES
            && bytes.getInt((int) at) == F2fsChecksum.around(bytes, (int) at),
        "a checkpoint does not have its checksum");
    return bytes;
  }

  void requireClean() throws UntrustworthyException {
    int flags = head.getInt(FLAGS);
    if ((flags & UNMOUNTED) == 0) {
      throw new UntrustworthyException(ContentState.DIRTY, "not clean: it was not unmounted");
    }
    if ((flags & ~HARMLESS) != 0) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: its checkpoint asks for a check or a recovery");
    }
  }

  private long version() {
    return head.getLong(VERSION);
  }

  /** Blocks that are in use, or promised to files that have not written them. */
  long validBlocks() {
    return head.getLong(VALID_BLOCKS);
  }

  /** A bit for each block of the SIT, highest first: whether its second copy is the valid one. */
  ByteBuffer versions() throws IOException, UntrustworthyException {
    long length = number(head, SIT_BITMAP_BYTES);
    require(
        length == layout.informationSegments() / 2 * SEGMENT_BLOCKS / Byte.SIZE,
        "the size of a bitmap is impossible");
    if (layout.payload() > 0 && (head.getInt(FLAGS) & LARGE_NAT) == 0) {
      require(length <= layout.payload() * BLOCK, "the size of a bitmap is impossible");
      return region.read((start + 1) * BLOCK, (int) length);
    }
    long at = BITMAPS;
    if ((head.getInt(FLAGS) & LARGE_NAT) != 0) {
      at += Integer.BYTES + number(head, NAT_BITMAP_BYTES);
    }
    // With large bitmaps the head goes on in the blocks behind it.
    long room = (1 + layout.payload()) * BLOCK;
    require(at + length <= room, "the size of a bitmap is impossible");
    return region.read(start * BLOCK + at, (int) length);
  }

  /** What is newer than the SIT: a number of entries, and those. */
  ByteBuffer journal() throws IOException, UntrustworthyException {
    if ((head.getInt(FLAGS) & COMPACT) != 0) {
      long block = number(head, SUMMARIES);
      require(block > 0 && block < number(head, PACK_BLOCKS), "a checkpoint is damaged");
      return slice(region.read((start + block) * BLOCK, BLOCK), JOURNAL_BYTES);
    }
    long block = number(head, PACK_BLOCKS) - (SUMMARY_BLOCKS + 1) + COLD_DATA;
    require(block > 0, "a checkpoint is damaged");
    return slice(region.read((start + block) * BLOCK, BLOCK), JOURNAL);
  }

  private static ByteBuffer slice(ByteBuffer block, int at) {
    return block.slice(at, JOURNAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long number(ByteBuffer bytes, int field) {
    return Integer.toUnsignedLong(bytes.getInt(field));
  }
}
