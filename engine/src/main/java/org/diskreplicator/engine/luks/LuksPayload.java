package org.diskreplicator.engine.luks;

import java.util.Optional;
import org.diskreplicator.engine.model.Extent;

/**
 * What a sound header says of the volume behind it.
 *
 * @param extent of the enciphered bytes, relative to the container's start; whole sectors
 * @param cipher as dm-crypt names it, such as {@code aes-xts-plain64}
 * @param sectorBytes that are enciphered together
 * @param firstNumber of the first sector, in units of 512 bytes
 */
record LuksPayload(
    String uuid,
    Extent extent,
    String cipher,
    int keyBytes,
    int sectorBytes,
    long firstNumber,
    KeyDigest digest) {

  /** Why it cannot be read although the header is sound. */
  Optional<String> obstacle() {
    return SectorCiphers.knows(cipher, keyBytes)
        ? digest.obstacle()
        : Optional.of("its cipher " + cipher + " (" + keyBytes * 8L + " bits) is not known here");
  }

  /**
   * A name for its key: containers with the same name have the same key and the same cipher, also
   * when one is a copy of the other that got other passphrases.
   */
  String keyName() {
    return String.join(
        "-",
        "luks",
        uuid,
        cipher,
        Integer.toString(sectorBytes),
        Long.toString(firstNumber),
        digest.hash(),
        Long.toString(digest.iterations()),
        digest.salt(),
        digest.digest());
  }
}
