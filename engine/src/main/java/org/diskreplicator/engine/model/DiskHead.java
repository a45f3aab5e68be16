package org.diskreplicator.engine.model;

import java.util.Arrays;

/** The first bytes of a disk, where boot code and partition table are; a value. */
public final class DiskHead {
  /** Number of bytes that are kept of a disk that has as many. */
  public static final int SIZE = 1 << 20;

  private final byte[] bytes;

  public DiskHead(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** Whether the first sector bears the mark of a boot record, as every table's does. */
  public boolean isBootRecord() {
    return bytes.length >= 512 && (bytes[510] & 0xff) == 0x55 && (bytes[511] & 0xff) == 0xaa;
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
