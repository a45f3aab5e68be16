package org.diskreplicator.engine.luks;

import java.util.Optional;
import org.diskreplicator.engine.volume.SectorCipher;

/** AES in CBC mode, each sector a chain of its own that starts with the sector's number. */
final class CbcCipher implements SectorCipher {
  private static final int PIECE = 64 << 10;
  private static final int HALF = Long.BYTES;

  private final Aes data;
  private final Optional<Aes> essiv;
  private final SectorNumbers numbers;

  /**
   * Takes the key of the data.
   *
   * @param essiv enciphers the numbers; without it they are taken as they are
   */
  CbcCipher(byte[] key, Optional<Aes> essiv, SectorNumbers numbers) {
    this.data = new Aes(key, 0, key.length);
    this.essiv = essiv;
    this.numbers = numbers;
  }

  @Override
  public void decipher(long offset, byte[] bytes) {
    byte[] chain = new byte[Math.min(bytes.length, PIECE)];
    for (int position = 0; position < bytes.length; position += PIECE) {
      int length = Math.min(PIECE, bytes.length - position);
      chain(offset + position, bytes, position, length, chain);
      data.decipher(bytes, position, length);
      add(chain, bytes, position, length);
    }
  }

  /** What each block was added to: the enciphered block before it, or the sector's number. */
  private void chain(long offset, byte[] bytes, int position, int length, byte[] chain) {
    System.arraycopy(bytes, position, chain, Aes.BLOCK, length - Aes.BLOCK);
    byte[] starts = numbers.of(offset, length);
    essiv.ifPresent(aes -> aes.encipher(starts));
    for (int i = 0; i < length / numbers.unit(); i++) {
      System.arraycopy(starts, i * Aes.BLOCK, chain, i * numbers.unit(), Aes.BLOCK);
    }
  }

  private static void add(byte[] chain, byte[] bytes, int position, int length) {
    for (int i = 0; i < length; i += HALF) {
      long sum =
          (long) SectorNumbers.LONG.get(bytes, position + i)
              ^ (long) SectorNumbers.LONG.get(chain, i);
      SectorNumbers.LONG.set(bytes, position + i, sum);
    }
  }
}
