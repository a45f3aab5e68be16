package org.diskreplicator.engine.model;

import java.util.Optional;

/** Bytes of a logical sector: a power of two from 512 to 65536. */
public record SectorSize(int bytes) {
  public static final SectorSize S512 = new SectorSize(512);
  public static final SectorSize S4096 = new SectorSize(4096);

  public SectorSize {
    if (bytes < 512 || bytes > 65536 || Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException("not a sector size: " + bytes);
    }
  }

  /** Offset in bytes of sector {@code lba}. */
  public long toBytes(long lba) {
    return Math.multiplyExact(lba, bytes);
  }

  /**
   * What {@code count} sectors from {@code start} on cover of the bytes that a disk can have. A
   * table may state any 64-bit numbers; those from 2^63 on are negative here.
   */
  public Optional<Extent> extent(long start, long count) {
    long limit = Long.MAX_VALUE / bytes;
    if (start < 0 || start >= limit || count == 0) {
      return Optional.empty();
    }
    long end = count < 0 || count > limit - start ? limit : start + count;
    return Optional.of(Extent.between(toBytes(start), toBytes(end)));
  }
}
