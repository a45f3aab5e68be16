package org.diskreplicator.engine.luks;

import org.diskreplicator.engine.volume.SectorCipher;

/**
 * AES in XTS mode (IEEE 1619), which Java does not have: a tweak for each block, added before and
 * after AES.
 *
 * <p>All blocks of a piece go through AES in one call; one call per block runs at a tenth of the
 * speed.
 */
final class XtsCipher implements SectorCipher {
  /** So much and its tweaks stay in the processor's cache. */
  private static final int PIECE = 64 << 10;

  private static final int HALF = Long.BYTES;
  private static final long POLYNOMIAL = 0x87;

  private final Aes data;
  private final Aes tweak;
  private final SectorNumbers numbers;

  /** Takes a key whose first half enciphers data and whose second half enciphers numbers. */
  XtsCipher(byte[] key, SectorNumbers numbers) {
    this.data = new Aes(key, 0, key.length / 2);
    this.tweak = new Aes(key, key.length / 2, key.length / 2);
    this.numbers = numbers;
  }

  @Override
  public void decipher(long offset, byte[] bytes) {
    byte[] tweaks = new byte[Math.min(bytes.length, PIECE)];
    for (int position = 0; position < bytes.length; position += PIECE) {
      int length = Math.min(PIECE, bytes.length - position);
      spread(offset + position, tweaks, length);
      add(tweaks, bytes, position, length);
      data.decipher(bytes, position, length);
      add(tweaks, bytes, position, length);
    }
  }

  /** The tweak of each block: that of the one before, doubled in the field of 2^128 elements. */
  private void spread(long offset, byte[] tweaks, int length) {
    byte[] first = numbers.of(offset, length);
    tweak.encipher(first);
    int unit = numbers.unit();
    for (int sector = 0; sector < length / unit; sector++) {
      long low = (long) SectorNumbers.LONG.get(first, sector * Aes.BLOCK);
      long high = (long) SectorNumbers.LONG.get(first, sector * Aes.BLOCK + HALF);
      int end = (sector + 1) * unit;
      for (int block = sector * unit; block < end; block += Aes.BLOCK) {
        SectorNumbers.LONG.set(tweaks, block, low);
        SectorNumbers.LONG.set(tweaks, block + HALF, high);
        long carry = (high >> (Long.SIZE - 1)) & POLYNOMIAL;
        high = high << 1 | low >>> (Long.SIZE - 1);
        low = low << 1 ^ carry;
      }
    }
  }

  private static void add(byte[] tweaks, byte[] bytes, int position, int length) {
    for (int i = 0; i < length; i += HALF) {
      long sum =
          (long) SectorNumbers.LONG.get(bytes, position + i)
              ^ (long) SectorNumbers.LONG.get(tweaks, i);
      SectorNumbers.LONG.set(bytes, position + i, sum);
    }
  }
}
