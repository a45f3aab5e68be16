package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One record of {@link Find}. */
final class FoundFile {
  private static final int FIELDS = 5;
  private static final int SECTOR = 512;
  private static final byte[] ROOT = {'.'};

  private final char kind;
  private final long links;
  private final long size;
  private final long allocated;
  private final long inode;
  private final byte[] path;

  private FoundFile(String[] field, byte[] path) {
    this.kind = field[0].charAt(0);
    this.links = Long.parseLong(field[1]);
    this.size = Long.parseLong(field[2]);
    this.allocated = Long.parseLong(field[3]) * SECTOR;
    this.inode = Long.parseLong(field[4]);
    this.path = path;
  }

  static FoundFile of(byte[] record) {
    int start = pathStart(record);
    String[] field = new String(record, 0, start - 1, StandardCharsets.US_ASCII).split(" ", -1);
    return new FoundFile(
        field, start == record.length ? ROOT : Arrays.copyOfRange(record, start, record.length));
  }

  private static int pathStart(byte[] record) {
    int at = 0;
    for (int field = 0; field < FIELDS; field++) {
      while (record[at] != ' ') {
        at++;
      }
      at++;
    }
    return at;
  }

  boolean isFolder() {
    return kind == 'd';
  }

  boolean isRegular() {
    return kind == 'f';
  }

  /** A device, a fifo or a socket. */
  boolean isSpecial() {
    return !isFolder() && !isRegular() && kind != 'l';
  }

  boolean hasOtherNames() {
    return !isFolder() && links > 1;
  }

  /** How many bytes of it there are to copy, roughly. */
  long bytes() {
    return Math.min(size, allocated);
  }

  long size() {
    return size;
  }

  /** Whether it has as many blocks as it has bytes, so that tar and cp look for no holes in it. */
  boolean seemsFull() {
    return size > 0 && allocated >= size;
  }

  long inode() {
    return inode;
  }

  /** From the root on, which itself is a dot. */
  byte[] path() {
    return path.clone();
  }
}
