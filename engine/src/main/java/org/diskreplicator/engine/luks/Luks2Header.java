package org.diskreplicator.engine.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.diskreplicator.engine.volume.VolumeBytes;

/**
 * One of the two headers of LUKS2: 4096 bytes, and text behind them. Source: LUKS2 On-Disk Format
 * Specification 1.1.2, section 2.
 *
 * @param size bytes of header and text
 * @param sequence counts changes
 * @param text in JSON
 */
record Luks2Header(long size, long sequence, String uuid, String text) {
  /** Bytes of the binary part. */
  static final int BINARY = 4096;

  private static final byte[] FIRST = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
  private static final byte[] SECOND = {'S', 'K', 'U', 'L', (byte) 0xba, (byte) 0xbe};
  private static final Set<Long> SIZES =
      Set.of(
          16L << 10,
          32L << 10,
          64L << 10,
          128L << 10,
          256L << 10,
          512L << 10,
          1L << 20,
          2L << 20,
          4L << 20);
  private static final int VERSION = 6;
  private static final int HEADER_SIZE = 8;
  private static final int SEQUENCE = 16;
  private static final int ALGORITHM = 72;
  private static final int ALGORITHM_BYTES = 32;
  private static final int UUID = 168;
  private static final int UUID_BYTES = 40;
  private static final int OFFSET = 256;
  private static final int CHECKSUM = 448;
  private static final int CHECKSUM_BYTES = 64;

  private static final Map<String, String> SUMS =
      Map.of("sha1", "SHA-1", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

  /**
   * Reads both headers, which have to say the same.
   *
   * @throws LuksException when one is damaged or says something else, as after a crash
   */
  static Luks2Header read(VolumeBytes container, long size) throws LuksException, IOException {
    Luks2Header first = read(container, size, 0, FIRST);
    Luks2Header second = read(container, size, first.size(), SECOND);
    if (!first.equals(second)) {
      throw LuksException.damaged(
          "its two headers differ; open and close it once by cryptsetup, which mends that");
    }
    return first;
  }

  private static Luks2Header read(VolumeBytes container, long size, long offset, byte[] magic)
      throws LuksException, IOException {
    String which = offset == 0 ? "its header" : "its second header";
    ByteBuffer binary = bytes(container, size, offset, BINARY, which);
    long length = binary.getLong(HEADER_SIZE);
    if (!Arrays.equals(part(binary, 0, magic.length), magic)
        || binary.getShort(VERSION) != 2
        || binary.getLong(OFFSET) != offset
        || !SIZES.contains(length)) {
      throw LuksException.damaged(which + " is damaged");
    }
    ByteBuffer all = bytes(container, size, offset, (int) length, which);
    requireChecksum(all, which);
    return new Luks2Header(
        length,
        all.getLong(SEQUENCE),
        text(part(all, UUID, UUID_BYTES), StandardCharsets.US_ASCII),
        text(part(all, BINARY, (int) length - BINARY), StandardCharsets.UTF_8));
  }

  private static ByteBuffer bytes(
      VolumeBytes container, long size, long offset, int length, String which)
      throws LuksException, IOException {
    if (offset > size - length) {
      throw LuksException.damaged(which + " lies behind its end");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    container.read(offset, buffer);
    return buffer.flip();
  }

  private static void requireChecksum(ByteBuffer all, String which) throws LuksException {
    String name = text(part(all, ALGORITHM, ALGORITHM_BYTES), StandardCharsets.US_ASCII);
    String algorithm = SUMS.get(name);
    if (algorithm == null) {
      throw LuksException.unsupported(which + " has a checksum that is not known here");
    }
    byte[] stated = part(all, CHECKSUM, CHECKSUM_BYTES);
    byte[] summed = part(all, 0, all.limit());
    Arrays.fill(summed, CHECKSUM, CHECKSUM + CHECKSUM_BYTES, (byte) 0);
    byte[] found = sum(algorithm, summed);
    if (!Arrays.equals(found, Arrays.copyOf(stated, found.length))) {
      throw LuksException.damaged(which + " is damaged");
    }
  }

  private static byte[] sum(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has " + algorithm, e);
    }
  }

  private static byte[] part(ByteBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.get(offset, bytes);
    return bytes;
  }

  /** Text up to the first zero. */
  static String text(byte[] bytes, Charset charset) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, charset);
  }
}
