package org.diskreplicator.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files. */
final class Checksums {
  private Checksums() {}

  static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in, Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checksum of a stretch of a file. */
  static String sha256(Path file, long offset, long length) {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(offset);
      return sha256(in, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(InputStream in, long length) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[1 << 20];
    long left = length;
    int count;
    while (left > 0 && (count = in.read(buffer, 0, (int) Math.min(left, buffer.length))) > 0) {
      digest.update(buffer, 0, count);
      left -= count;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
