package org.diskreplicator.engine.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The first bytes of a disk, where boot code and partition table are; a value. */
public final class DiskHead {
  /** Number of bytes that are kept of a disk that has as many. */
  public static final int SIZE = 1 << 20;

  private static final int ENTRIES = 446;
  private static final int ENTRIES_END = 510;

  private final byte[] bytes;

  public DiskHead(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** Whether the first sector bears the mark of a boot record, as every table's does. */
  public boolean isBootRecord() {
    return bytes.length >= 512 && (bytes[510] & 0xff) == 0x55 && (bytes[511] & 0xff) == 0xaa;
  }

  /** Whether it is a boot record, and none of the four partitions of a dos table is there. */
  public boolean hasEmptyTable() {
    return isBootRecord() && IntStream.range(ENTRIES, ENTRIES_END).allMatch(at -> bytes[at] == 0);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DiskHead head && Arrays.equals(bytes, head.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
