package org.diskreplicator.engine.luks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The numbers by which sectors are told apart, as dm-crypt's {@code plain} and {@code plain64} make
 * them: in units of 512 bytes whatever the sector size is, as little-endian blocks of 16 bytes.
 *
 * <p>Source: the Linux kernel, Documentation/admin-guide/device-mapper/dm-crypt.rst.
 *
 * @param unit bytes of a sector
 * @param first number of the volume's first sector
 * @param mask of the bits that count
 */
record SectorNumbers(int unit, long first, long mask) {
  /** Views bytes as little-endian numbers. */
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int COUNTED = 512;

  /** One block for each sector of {@code length} bytes from {@code offset} on. */
  byte[] of(long offset, int length) {
    byte[] numbers = new byte[length / unit * Aes.BLOCK];
    for (int i = 0; i < length / unit; i++) {
      long number = first + (offset + (long) i * unit) / COUNTED;
      LONG.set(numbers, i * Aes.BLOCK, number & mask);
    }
    return numbers;
  }
}
