package org.diskreplicator.engine.luks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** AES of single blocks, many in one call; safe for all threads. */
final class Aes {
  /** Bytes of a block. */
  static final int BLOCK = 16;

  private final SecretKeySpec key;

  /** Takes a part of a key of 16, 24 or 32 bytes; the array may be cleared afterwards. */
  Aes(byte[] bytes, int offset, int length) {
    key = new SecretKeySpec(bytes, offset, length, "AES");
  }

  void encipher(byte[] bytes) {
    run(Cipher.ENCRYPT_MODE, bytes, 0, bytes.length);
  }

  void decipher(byte[] bytes, int offset, int length) {
    run(Cipher.DECRYPT_MODE, bytes, offset, length);
  }

  /** A cipher has a state, so each call has its own; it is made within a microsecond or two. */
  private void run(int mode, byte[] bytes, int offset, int length) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, key);
      cipher.doFinal(bytes, offset, length, bytes, offset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES of whole blocks failed", e);
    }
  }
}
