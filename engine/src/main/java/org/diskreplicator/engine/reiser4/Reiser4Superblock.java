package org.diskreplicator.engine.reiser4;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * What the two superblocks, journal and status tell, in blocks of 4096 bytes; every number has been
 * checked.
 *
 * <p>Source: reiser4progs 1.2, plugin/format/format40 and plugin/journal/journal40.
 *
 * @param blocks of the whole file system
 * @param freeBlocks that the bitmaps have to add up to
 * @param rootBlock of the tree
 */
record Reiser4Superblock(long blocks, long freeBlocks, long rootBlock) {
  static final int BLOCK = 4096;

  /** The superblock that all formats share; its own comes next. */
  private static final int MASTER = 16;

  private static final int FORMAT = 17;
  private static final int JOURNAL_HEADER = 19;
  private static final int JOURNAL_FOOTER = 20;
  private static final int STATUS = 21;

  /** The copy of the superblocks; behind it anything may lie. */
  static final int BACKUP = 22;

  private static final int MAGIC_BYTES = 16;
  private static final int FORMAT_MAGIC = 52;
  private static final int VERSION = 80;
  private static final int NEWEST_VERSION = 2;

  static Reiser4Superblock read(RegionReader region) throws IOException, UntrustworthyException {
    ByteBuffer master = block(region, MASTER);
    ByteBuffer format = block(region, FORMAT);
    requireKnown(
        text(master, 0).equals("ReIsEr4") && master.getShort(MAGIC_BYTES) == 0, "another format");
    requireKnown(
        Short.toUnsignedInt(master.getShort(MAGIC_BYTES + 2)) == BLOCK,
        "blocks of another size than 4096 bytes");
    requireKnown(
        text(format, FORMAT_MAGIC).equals("ReIsEr40FoRmAt")
            && format.getInt(VERSION) >= 0
            && format.getInt(VERSION) <= NEWEST_VERSION,
        "an unknown version");
    requireReplayed(region);
    ByteBuffer status = block(region, STATUS);
    require(
        text(status, 0).equals("ReiSeR4StATusBl") && status.getLong(MAGIC_BYTES) == 0,
        "it is marked as damaged");
    Reiser4Superblock layout =
        new Reiser4Superblock(format.getLong(0), format.getLong(8), format.getLong(16));
    require(
        layout.blocks > BACKUP && layout.blocks <= region.size() / BLOCK,
        "it is larger than the space that it lies in");
    require(
        layout.rootBlock > BACKUP && layout.rootBlock < layout.blocks,
        "the root of its tree is outside of it");
    return layout;
  }

  /** The header names the last transaction that is written, the footer the last in its place. */
  private static void requireReplayed(RegionReader region)
      throws IOException, UntrustworthyException {
    if (block(region, JOURNAL_HEADER).getLong(0) != block(region, JOURNAL_FOOTER).getLong(0)) {
      throw new UntrustworthyException(
          ContentState.NEEDS_REPLAY, "a transaction in its journal waits to be replayed");
    }
  }

  private static ByteBuffer block(RegionReader region, int number) throws IOException {
    return region.read((long) number * BLOCK, BLOCK);
  }

  private static String text(ByteBuffer bytes, int at) {
    byte[] magic = new byte[MAGIC_BYTES];
    bytes.get(at, magic);
    return new String(magic, StandardCharsets.ISO_8859_1).replaceFirst("\0+$", "");
  }

  private static void requireKnown(boolean known, String what) throws UntrustworthyException {
    if (!known) {
      throw new UntrustworthyException(ContentState.UNSUPPORTED, "it has " + what);
    }
  }

  static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }
}
