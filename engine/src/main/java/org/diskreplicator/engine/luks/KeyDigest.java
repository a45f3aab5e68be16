package org.diskreplicator.engine.luks;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a header holds to recognize the volume key by: PBKDF2 (RFC 8018) of it. Java's own PBKDF2
 * takes passwords of characters only.
 *
 * @param hash as LUKS names it, such as {@code sha256}
 * @param salt in hexadecimal
 * @param digest in hexadecimal
 */
record KeyDigest(String hash, String salt, long iterations, String digest) {
  /** cryptsetup takes an eighth of a second; more than a minute is nobody's choice. */
  private static final long MOST_ITERATIONS = 20_000_000;

  private static final Map<String, String> MACS =
      Map.of(
          "sha1", "HmacSHA1",
          "sha224", "HmacSHA224",
          "sha256", "HmacSHA256",
          "sha384", "HmacSHA384",
          "sha512", "HmacSHA512");

  /** Why it cannot be computed here. */
  Optional<String> obstacle() {
    if (!MACS.containsKey(hash)) {
      return Optional.of("its key is proved by a hash that is not known here");
    }
    return iterations < 1 || iterations > MOST_ITERATIONS || salt.isEmpty() || digest.length() < 32
        ? Optional.of("the proof of its key makes no sense")
        : Optional.empty();
  }

  /** Whether the key is the one that it was computed of. */
  boolean agrees(byte[] key) {
    try {
      Mac mac = Mac.getInstance(String.valueOf(MACS.get(hash)));
      mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
      byte[] stated = HexFormat.of().parseHex(digest);
      byte[] found = new byte[stated.length];
      for (int start = 0, block = 1; start < found.length; start += mac.getMacLength(), block++) {
        byte[] part = block(mac, block);
        System.arraycopy(part, 0, found, start, Math.min(part.length, found.length - start));
      }
      return MessageDigest.isEqual(found, stated);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("each Java has " + MACS.get(hash), e);
    }
  }

  private byte[] block(Mac mac, int number) {
    mac.update(HexFormat.of().parseHex(salt));
    byte[] last =
        mac.doFinal(
            new byte[] {
              (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
            });
    byte[] sum = last.clone();
    for (long i = 1; i < iterations; i++) {
      last = mac.doFinal(last);
      for (int k = 0; k < sum.length; k++) {
        sum[k] ^= last[k];
      }
    }
    return sum;
  }
}
