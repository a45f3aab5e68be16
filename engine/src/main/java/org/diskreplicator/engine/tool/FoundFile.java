package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One record of {@link Find}. */
final class FoundFile {
  private static final int FIELDS = 4;
  private static final int SECTOR = 512;
  private static final byte[] ROOT = {'.'};

  private final char kind;
  private final long links;
  private final long bytes;
  private final byte[] path;

  private FoundFile(char kind, long links, long bytes, byte[] path) {
    this.kind = kind;
    this.links = links;
    this.bytes = bytes;
    this.path = path;
  }

  static FoundFile of(byte[] record) {
    int start = pathStart(record);
    String[] field = new String(record, 0, start - 1, StandardCharsets.US_ASCII).split(" ", -1);
    long allocated = Long.parseLong(field[3]) * SECTOR;
    return new FoundFile(
        field[0].charAt(0),
        Long.parseLong(field[1]),
        Math.min(Long.parseLong(field[2]), allocated),
        start == record.length ? ROOT : Arrays.copyOfRange(record, start, record.length));
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
    return bytes;
  }

  /** From the root on, which itself is a dot. */
  byte[] path() {
    return path.clone();
  }
}
