package org.diskreplicator.engine.volume;

/** Deciphers the sectors of an encrypted volume; safe for all threads. */
@FunctionalInterface
public interface SectorCipher {
  /**
   * Deciphers whole units in place.
   *
   * @param offset byte of the volume at which {@code bytes} start, a multiple of the unit
   */
  void decipher(long offset, byte[] bytes);
}
