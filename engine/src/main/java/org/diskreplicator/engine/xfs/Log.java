package org.diskreplicator.engine.xfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * The log, of which one thing matters: whether the last that was written into it is the mark of an
 * unmount. Only then is all that it holds in its place.
 *
 * <p>The log is a ring of blocks of 512 bytes. Each starts with the number of the cycle in which it
 * was written; in the header of a record that number follows a magic one. So blocks before the head
 * hold the current number, and those behind it the number before. The head is found as the kernel
 * does it ({@code fs/xfs/xfs_log_recover.c}), by bisection; what is written out of order when a
 * machine stops lies within eight records of 256 KiB around it. Twice as much is looked at here,
 * and one number that is out of order makes the log count as not clean.
 */
final class Log {
  static final int BLOCK = 512;

  /** In blocks: 4 MiB. */
  private static final int NEIGHBOURHOOD = 1 << 13;

  /** In blocks: 512 KiB. */
  private static final int PIECE = 1 << 10;

  static final int HEADER_MAGIC = 0xfeedbabe;

  private final RegionReader reader;
  private final long offset;
  private final long blocks;
  private final UUID uuid;

  /**
   * A log in its place.
   *
   * @param uuid in its records, which is the one that the user sees
   */
  Log(RegionReader reader, Geometry geometry, UUID uuid) {
    this.reader = reader;
    this.offset = geometry.logOffset();
    this.blocks = geometry.logBytes() / BLOCK;
    this.uuid = uuid;
  }

  /**
   * Does nothing when the log certainly ends with an unmount.
   *
   * @throws UntrustworthyException otherwise
   */
  void requireClean() throws IOException, UntrustworthyException {
    int current = cycle(0);
    if (current == 0) {
      throw dirty("there is nothing in its log");
    }
    long head = head(current);
    long record = lastRecord(head, current);
    LogRecord last = LogRecord.of(read(record), record);
    if (!last.makesSense(record < head ? current : current - 1, uuid)) {
      throw dirty("the last record of its log makes no sense");
    }
    boolean endsAtHead = (record + last.blocks()) % blocks == head % blocks;
    ByteBuffer data = read((record + last.headerBlocks()) % blocks);
    if (!endsAtHead || !last.isUnmount(data)) {
      throw dirty("its log needs replay");
    }
  }

  /** The first block of the cycle before; {@code blocks} when the last cycle is complete. */
  private long head(int current) throws IOException, UntrustworthyException {
    int last = cycle(blocks - 1);
    if (last == current) {
      return blocks;
    }
    if (last != current - 1) {
      throw outOfOrder();
    }
    long low = 0;
    long high = blocks - 1;
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (cycle(middle) == current) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Looks at the blocks around the head; returns where the last header before it is. */
  private long lastRecord(long head, int current) throws IOException, UntrustworthyException {
    long before = Math.min(NEIGHBOURHOOD, blocks / 2);
    long record = -1;
    for (long done = 0; done < 2 * before; ) {
      long at = Math.floorMod(head - before + done, blocks);
      int count = (int) Math.min(Math.min(PIECE, 2 * before - done), blocks - at);
      ByteBuffer piece = read(at, count);
      for (int i = 0; i < count; i++) {
        requireInOrder(cycle(piece, i * BLOCK), current, at + i < head);
        if (done + i < before && piece.getInt(i * BLOCK) == HEADER_MAGIC) {
          record = at + i;
        }
      }
      done += count;
    }
    if (record < 0) {
      throw dirty("its log has no record before its head");
    }
    return record;
  }

  /**
   * Behind the head zeros will do: xfs_repair leaves some there when it empties the log, and
   * nothing newer can hide in what was never written.
   */
  private static void requireInOrder(int cycle, int current, boolean beforeHead)
      throws UntrustworthyException {
    boolean inOrder = beforeHead ? cycle == current : cycle == current - 1 || cycle == 0;
    if (!inOrder) {
      throw outOfOrder();
    }
  }

  private int cycle(long block) throws IOException {
    return cycle(read(block), 0);
  }

  private static int cycle(ByteBuffer bytes, int at) {
    int first = bytes.getInt(at);
    return first == HEADER_MAGIC ? bytes.getInt(at + Integer.BYTES) : first;
  }

  private ByteBuffer read(long block) throws IOException {
    return read(block, 1);
  }

  private ByteBuffer read(long block, int count) throws IOException {
    return reader.read(offset + block * BLOCK, count * BLOCK).order(ByteOrder.BIG_ENDIAN);
  }

  private static UntrustworthyException outOfOrder() {
    return dirty("its log was written out of order");
  }

  private static UntrustworthyException dirty(String reason) {
    return new UntrustworthyException(ContentState.NEEDS_REPLAY, "not clean: " + reason);
  }
}
