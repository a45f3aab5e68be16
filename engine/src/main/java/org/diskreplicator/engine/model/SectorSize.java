package org.diskreplicator.engine.model;

/** Bytes of a logical sector: a power of two from 512 to 65536. */
public record SectorSize(int bytes) {
  public static final SectorSize S512 = new SectorSize(512);

  public SectorSize {
    if (bytes < 512 || bytes > 65536 || Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException("not a sector size: " + bytes);
    }
  }

  /** Offset in bytes of sector {@code lba}. */
  public long toBytes(long lba) {
    return Math.multiplyExact(lba, bytes);
  }
}
