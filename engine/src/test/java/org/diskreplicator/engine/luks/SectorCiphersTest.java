package org.diskreplicator.engine.luks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.diskreplicator.engine.model.Extent;
import org.junit.jupiter.api.Test;

/** Vectors of IEEE 1619-2007, annex B, and Java's own CBC as oracle. */
final class SectorCiphersTest {
  private static final KeyDigest DIGEST = new KeyDigest("sha256", "00", 1, "00");

  private static byte[] decipher(String cipher, byte[] key, int unit, long number, byte[] bytes) {
    LuksPayload payload =
        new LuksPayload(
            "u", new Extent(4096, bytes.length), cipher, key.length, unit, number, DIGEST);
    byte[] copy = bytes.clone();
    SectorCiphers.of(payload, key).decipher(0, copy);
    return copy;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void xtsIsThatOfTheStandard() {
    byte[] first = hex("917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e");
    assertThat(decipher("aes-xts-plain64", new byte[32], 32, 0, first)).isEqualTo(new byte[32]);
    byte[] key = hex("1111111111111111111111111111111122222222222222222222222222222222");
    byte[] second = hex("c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0");
    assertThat(decipher("aes-xts-plain64", key, 32, 0x3333333333L, second))
        .isEqualTo(hex("44".repeat(32)));
  }

  @Test
  void plainForgetsTheUpperHalfOfANumber() {
    byte[] bytes = new byte[1024];
    byte[] key = new byte[64];
    assertThat(decipher("aes-xts-plain", key, 512, (1L << 32) + 5, bytes))
        .isEqualTo(decipher("aes-xts-plain64", key, 512, 5, bytes))
        .isNotEqualTo(decipher("aes-xts-plain64", key, 512, (1L << 32) + 5, bytes));
  }

  @Test
  void eachPlaceIsTheSameAloneAndAmongOthers() {
    byte[] bytes = new byte[200 << 10];
    new Random(1).nextBytes(bytes);
    LuksPayload payload =
        new LuksPayload("u", new Extent(0, 4096), "aes-xts-plain64", 64, 4096, 7, DIGEST);
    byte[] all = bytes.clone();
    SectorCiphers.of(payload, new byte[64]).decipher(8192, all);
    for (int start = 0; start < bytes.length; start += 4096) {
      byte[] one = Arrays.copyOfRange(bytes, start, start + 4096);
      SectorCiphers.of(payload, new byte[64]).decipher(8192 + start, one);
      assertThat(one).isEqualTo(Arrays.copyOfRange(all, start, start + 4096));
    }
  }

  @Test
  void cbcIsJavas() throws GeneralSecurityException {
    byte[] key = hex("000102030405060708090a0b0c0d0e0f");
    byte[] bytes = new byte[1024];
    new Random(2).nextBytes(bytes);
    byte[] number = new byte[16];
    number[0] = 9;
    Cipher salted = Cipher.getInstance("AES/ECB/NoPadding");
    byte[] salt = MessageDigest.getInstance("SHA-256").digest(key);
    salted.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(salt, "AES"));
    assertThat(decipher("aes-cbc-plain64", key, 1024, 9, bytes))
        .isEqualTo(java(key, number, bytes));
    assertThat(decipher("aes-cbc-essiv:sha256", key, 1024, 9, bytes))
        .isEqualTo(java(key, salted.doFinal(number), bytes));
  }

  private static byte[] java(byte[] key, byte[] start, byte[] bytes)
      throws GeneralSecurityException {
    Cipher cbc = Cipher.getInstance("AES/CBC/NoPadding");
    cbc.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(start));
    return cbc.doFinal(bytes);
  }

  @Test
  void othersAreNotKnown() {
    assertThat(SectorCiphers.knows("aes-xts-plain64", 64)).isTrue();
    assertThat(SectorCiphers.knows("aes-xts-plain64", 33)).isFalse();
    assertThat(SectorCiphers.knows("serpent-xts-plain64", 64)).isFalse();
    assertThat(SectorCiphers.knows("capi:xts(aes)-plain64", 64)).isFalse();
  }

  /** The first is RFC 6070's second vector; the other, longer than its hash, is Python's. */
  @Test
  void aKeyIsRecognized() {
    byte[] key = "password".getBytes(US_ASCII);
    String sha1 = "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957";
    String sha256 =
        "ad35240ac683febfaf3cd49d845473fbbbaa2437f5f82d5a415ae00ac76c" + "6bfccf9a9b8d6d2fe4a1";
    assertThat(new KeyDigest("sha1", "73616c74", 2, sha1).agrees(key)).isTrue();
    assertThat(new KeyDigest("sha256", "73616c74", 3, sha256).agrees(key)).isTrue();
    assertThat(new KeyDigest("sha256", "73616c74", 2, sha256).agrees(key)).isFalse();
    assertThat(new KeyDigest("sha256", "73616c74", 3, sha256).obstacle()).isEmpty();
    assertThat(new KeyDigest("tiger", "73616c74", 3, sha256).obstacle()).isPresent();
    assertThat(new KeyDigest("sha256", "73616c74", 1L << 31, sha256).obstacle()).isPresent();
  }
}
