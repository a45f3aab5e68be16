package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.require;
import static org.diskreplicator.engine.hfs.HfsBytes.unsupported;
import static org.diskreplicator.engine.hfs.HfsBytes.whole;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** Whether the journal of a volume waits to be replayed. */
final class HfsJournal {
  private static final int JOURNALED = 1 << 13;
  private static final int INFO_BLOCK = 12;
  private static final int INFO_BYTES = 52;
  private static final int IN_VOLUME = 1;
  private static final int ON_OTHER_DEVICE = 2;
  private static final int NOT_YET_MADE = 4;
  private static final int PLACE = 36;
  private static final int SIZE = 44;
  private static final int HEADER_BYTES = 44;
  private static final int MAGIC = 0x4a4e4c78;
  private static final int START = 8;
  private static final int END = 16;

  private HfsJournal() {}

  /** Adds its own places to {@code own}. */
  static void requireReplayed(HfsVolume volume, ExtentSet.Builder own)
      throws IOException, UntrustworthyException {
    long block = whole(volume.header(), INFO_BLOCK);
    if ((volume.attributes() & JOURNALED) == 0) {
      return;
    }
    require(block > 0 && block < volume.blocks(), "its journal lies outside of it");
    long at = block * volume.blockBytes();
    own.add(at, at + volume.blockBytes());
    ByteBuffer info = HfsBytes.read(volume.region(), at, INFO_BYTES);
    int flags = info.getInt(0);
    if ((flags & ON_OTHER_DEVICE) != 0 || (flags & IN_VOLUME) == 0) {
      throw unsupported("a journal on another device");
    }
    long place = info.getLong(PLACE);
    long size = info.getLong(SIZE);
    long end = volume.blocks() * volume.blockBytes();
    require(
        place > 0 && size >= HEADER_BYTES && place < end && size <= end - place,
        "its journal lies outside of it");
    own.add(place, place + size);
    if ((flags & NOT_YET_MADE) == 0) {
      requireEmpty(HfsBytes.read(volume.region(), place, HEADER_BYTES));
    }
  }

  /** Written in the byte order of the machine that made it. */
  private static void requireEmpty(ByteBuffer header) throws UntrustworthyException {
    if (header.getInt(0) != MAGIC) {
      header.order(ByteOrder.LITTLE_ENDIAN);
    }
    require(header.getInt(0) == MAGIC, "its journal is damaged");
    if (header.getLong(START) != header.getLong(END)) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: its journal waits to be replayed");
    }
  }
}
