package org.diskreplicator.engine.apfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Objects of a container: each begins with 32 bytes, of which the first eight are the Fletcher sum
 * of all the others.
 *
 * @param blockBytes size of a block
 * @param blocks of the whole container
 */
record ApfsObjects(RegionReader region, int blockBytes, long blocks) {
  static final int HEADER = 32;
  static final int IDENTIFIER = 8;
  static final int TRANSACTION = 16;
  private static final int TYPE = 24;
  private static final int TYPE_BITS = 0xffff;
  private static final long MODULUS = 0xffff_ffffL;

  /**
   * One object of the given kind.
   *
   * @param what it is, for people
   */
  ByteBuffer read(long block, int count, Kind kind, String what)
      throws IOException, UntrustworthyException {
    require(block > 0 && block <= blocks - count, what + " lies outside of it");
    return find(block, count, kind)
        .orElseThrow(() -> UntrustworthyException.damaged(what + " does not have its checksum"));
  }

  /** The same; nothing where another object or none lies there. */
  Optional<ByteBuffer> find(long block, int count, Kind kind) throws IOException {
    ByteBuffer bytes = region.read(block * blockBytes, count * blockBytes);
    boolean found = (bytes.getInt(TYPE) & TYPE_BITS) == kind.number && hasChecksum(bytes);
    return found ? Optional.of(bytes) : Optional.empty();
  }

  /** What an object can be. */
  enum Kind {
    SUPERBLOCK(1),
    SPACEMAN(5),
    CHUNK_INFOS(7),
    CHECKPOINT_MAP(0xc);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** Fletcher's sum of words of 32 bits, as "Apple File System Reference" has it. */
  static boolean hasChecksum(ByteBuffer bytes) {
    return bytes.getLong(0) == checksum(bytes);
  }

  static long checksum(ByteBuffer bytes) {
    long first = 0;
    long second = 0;
    for (int at = Long.BYTES; at < bytes.limit(); at += Integer.BYTES) {
      first = (first + Integer.toUnsignedLong(bytes.getInt(at))) % MODULUS;
      second = (second + first) % MODULUS;
    }
    long low = MODULUS - (first + second) % MODULUS;
    long high = MODULUS - (first + low) % MODULUS;
    return high << Integer.SIZE | low;
  }

  static long number(ByteBuffer bytes, int field) {
    return Integer.toUnsignedLong(bytes.getInt(field));
  }

  static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }
}
