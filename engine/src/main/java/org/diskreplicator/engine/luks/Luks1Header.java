package org.diskreplicator.engine.luks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.diskreplicator.engine.model.Extent;

/** The header of LUKS1. Source: LUKS On-Disk Format Specification 1.2.3, figure 1. */
final class Luks1Header {
  /** Bytes of the header itself. */
  static final int SIZE = 592;

  private static final byte[] MAGIC = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
  private static final int SECTOR = 512;
  private static final int CIPHER = 8;
  private static final int MODE = 40;
  private static final int HASH = 72;
  private static final int NAME = 32;
  private static final int PAYLOAD = 104;
  private static final int KEY_BYTES = 108;
  private static final int DIGEST = 112;
  private static final int DIGEST_BYTES = 20;
  private static final int SALT = 132;
  private static final int SALT_BYTES = 32;
  private static final int ITERATIONS = 164;
  private static final int UUID = 168;
  private static final int UUID_BYTES = 40;
  private static final int SLOTS = 208;
  private static final int SLOT_BYTES = 48;
  private static final int SLOT_COUNT = 8;
  private static final int SLOT_PLACE = 40;
  private static final int SLOT_STRIPES = 44;
  private static final int ENABLED = 0x00ac71f3;
  private static final int DISABLED = 0xdead;

  private final ByteBuffer header;

  private Luks1Header(ByteBuffer header) {
    this.header = header;
  }

  /** Reads the first {@link #SIZE} bytes of a container of {@code size} bytes. */
  static LuksPayload read(ByteBuffer header, long size) throws LuksException {
    return new Luks1Header(header).payload(size);
  }

  private LuksPayload payload(long size) throws LuksException {
    if (!Arrays.equals(bytes(0, MAGIC.length), MAGIC)) {
      throw LuksException.damaged("its header is damaged");
    }
    long start = unsigned(PAYLOAD) * SECTOR;
    if (start == 0) {
      throw LuksException.unsupported("its header lies elsewhere");
    }
    if (start < SIZE || start >= size || unsigned(KEY_BYTES) > SECTOR) {
      throw LuksException.damaged("its header names places that are not there");
    }
    requireSlots(start);
    return new LuksPayload(
        text(UUID, UUID_BYTES),
        new Extent(start, (size - start) / SECTOR * SECTOR),
        text(CIPHER, NAME) + "-" + text(MODE, NAME),
        header.getInt(KEY_BYTES),
        SECTOR,
        0,
        new KeyDigest(
            text(HASH, NAME),
            hex(SALT, SALT_BYTES),
            unsigned(ITERATIONS),
            hex(DIGEST, DIGEST_BYTES)));
  }

  private void requireSlots(long payload) throws LuksException {
    int enabled = 0;
    for (int slot = SLOTS; slot < SLOTS + SLOT_COUNT * SLOT_BYTES; slot += SLOT_BYTES) {
      int state = header.getInt(slot);
      if (state != ENABLED && state != DISABLED) {
        throw LuksException.damaged("a key slot of its header is damaged");
      }
      long end =
          unsigned(slot + SLOT_PLACE) * SECTOR
              + unsigned(slot + SLOT_STRIPES) * unsigned(KEY_BYTES);
      if (state == ENABLED && end > payload) {
        throw LuksException.damaged("a key slot of its header lies in its data");
      }
      enabled += state == ENABLED ? 1 : 0;
    }
    if (enabled == 0) {
      throw LuksException.unsupported("none of its key slots is in use, so no key opens it");
    }
  }

  private long unsigned(int offset) {
    return Integer.toUnsignedLong(header.getInt(offset));
  }

  private byte[] bytes(int offset, int length) {
    byte[] bytes = new byte[length];
    header.get(offset, bytes);
    return bytes;
  }

  private String hex(int offset, int length) {
    return HexFormat.of().formatHex(bytes(offset, length));
  }

  private String text(int offset, int length) {
    return Luks2Header.text(bytes(offset, length), StandardCharsets.US_ASCII);
  }
}
