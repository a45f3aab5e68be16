package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * $LogFile, the journal: its first two pages tell whether it was closed.
 *
 * <p>Windows keeps more than it tells there while it is suspended by fast startup; then the journal
 * of each volume has somebody who uses it.
 */
final class NtfsLog {
  private static final int RESTART = 0x52545352; // RSTR
  private static final int CHECKED = 0x444b4843; // CHKD
  private static final int SYSTEM_PAGE = 16;
  private static final int RESTART_AREA = 24;
  private static final int HEADER_BYTES = 30;
  private static final int AREA_BYTES = 48;

  /** Within the restart area. */
  private static final int LAST_NUMBER = 0;

  private static final int USERS = 12;
  private static final int FLAGS = 14;
  private static final int NOBODY = 0xffff;
  private static final int CLEAN = 2;
  private static final int LARGEST_PAGE = 64 << 10;

  /** Drivers other than Windows' fill it with this; more need not be looked at. */
  private static final byte EMPTY = (byte) 0xff;

  private static final int EMPTY_BYTES = 1 << 20;

  private final NtfsStream log;

  NtfsLog(NtfsStream log) {
    this.log = log;
  }

  void requireClosed() throws IOException, UntrustworthyException {
    if (!isEmpty() && !isClosed()) {
      throw new UntrustworthyException(
          ContentState.DIRTY,
          "its journal was not closed; start its Windows and shut it down fully,"
              + " which 'shutdown /s /f /t 0' does");
    }
  }

  private boolean isEmpty() throws IOException, UntrustworthyException {
    ByteBuffer start = log.read(0, (int) Math.min(EMPTY_BYTES, log.size()));
    while (start.hasRemaining()) {
      if (start.get() != EMPTY) {
        return false;
      }
    }
    return log.size() > 0;
  }

  private boolean isClosed() throws IOException, UntrustworthyException {
    if (log.size() < 2 * LARGEST_PAGE) {
      return false;
    }
    int page = log.read(0, HEADER_BYTES).getInt(SYSTEM_PAGE);
    if (page < 512 || page > LARGEST_PAGE || Integer.bitCount(page) != 1) {
      return false;
    }
    Page first = page(0, page);
    Page second = page(page, page);
    if (!first.isWhole || !second.isWhole) {
      return false;
    }
    return first.number >= second.number ? first.isClosed : second.isClosed;
  }

  /** What one of the two pages says; a page that was written in part is not whole. */
  private record Page(boolean isWhole, boolean isClosed, long number) {
    static final Page TORN = new Page(false, false, 0);
  }

  private Page page(long offset, int length) throws IOException, UntrustworthyException {
    ByteBuffer bytes = log.read(offset, length);
    boolean known = bytes.getInt(0) == RESTART || bytes.getInt(0) == CHECKED;
    int area = Short.toUnsignedInt(bytes.getShort(RESTART_AREA));
    if (!known || !UpdateSequence.undo(bytes) || area > length - AREA_BYTES) {
      return Page.TORN;
    }
    int users = Short.toUnsignedInt(bytes.getShort(area + USERS));
    boolean closed = users == NOBODY || (bytes.getShort(area + FLAGS) & CLEAN) != 0;
    return new Page(true, closed, bytes.getLong(area + LAST_NUMBER));
  }
}
