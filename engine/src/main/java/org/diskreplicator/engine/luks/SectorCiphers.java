package org.diskreplicator.engine.luks;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.volume.SectorCipher;

/** The ciphers of dm-crypt that are read here. */
final class SectorCiphers {
  private static final Set<Integer> AES_KEYS = Set.of(16, 24, 32);
  private static final long ALL = -1;

  /** {@code plain} counts in 32 bits and starts anew behind 2 TiB. */
  private static final long LOW_HALF = 0xffff_ffffL;

  private SectorCiphers() {}

  /**
   * Whether a cipher is known.
   *
   * @param name as dm-crypt has it, such as {@code aes-xts-plain64}
   * @param keyBytes of its key
   */
  static boolean knows(String name, int keyBytes) {
    return switch (name) {
      case "aes-xts-plain64", "aes-xts-plain" ->
          keyBytes % 2 == 0 && AES_KEYS.contains(keyBytes / 2);
      case "aes-cbc-plain64", "aes-cbc-plain", "aes-cbc-essiv:sha256" ->
          AES_KEYS.contains(keyBytes);
      default -> false;
    };
  }

  /** The cipher of a container; the key may be cleared afterwards. */
  static SectorCipher of(LuksPayload payload, byte[] key) {
    String name = payload.cipher();
    long mask = name.endsWith("-plain") ? LOW_HALF : ALL;
    SectorNumbers numbers = new SectorNumbers(payload.sectorBytes(), payload.firstNumber(), mask);
    return name.startsWith("aes-xts-")
        ? new XtsCipher(key, numbers)
        : new CbcCipher(key, essiv(name, key), numbers);
  }

  private static Optional<Aes> essiv(String name, byte[] key) {
    if (!name.endsWith("-essiv:sha256")) {
      return Optional.empty();
    }
    byte[] salt = sha256().digest(key);
    Aes aes = new Aes(salt, 0, salt.length);
    Arrays.fill(salt, (byte) 0);
    return Optional.of(aes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }
}
