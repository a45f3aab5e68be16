package org.diskreplicator.engine.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/** What protects superblocks and tree blocks. */
enum Checksum {
  CRC32C(0, 4) {
    @Override
    byte[] of(ByteBuffer bytes) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes);
      return little(Integer.BYTES).putInt((int) checksum.getValue()).array();
    }
  },
  XXHASH64(1, 8) {
    @Override
    byte[] of(ByteBuffer bytes) {
      return little(Long.BYTES).putLong(XxHash64.of(bytes)).array();
    }
  },
  SHA256(2, 32) {
    @Override
    byte[] of(ByteBuffer bytes) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes);
        return digest.digest();
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  },
  BLAKE2B(3, 32) {
    @Override
    byte[] of(ByteBuffer bytes) {
      return Blake2b.of(bytes);
    }
  };

  /** Bytes before a block's content that are kept for the checksum, however short it is. */
  static final int SPACE = 32;

  private final int number;
  private final int length;

  Checksum(int number, int length) {
    this.number = number;
    this.length = length;
  }

  /** The one that a superblock calls by this number. */
  static Optional<Checksum> of(int number) {
    return Arrays.stream(values()).filter(one -> one.number == number).findAny();
  }

  int number() {
    return number;
  }

  /** The checksum of all remaining bytes. */
  abstract byte[] of(ByteBuffer bytes);

  /** Whether the block that is the whole of the buffer has the right one. */
  boolean isRight(ByteBuffer block) {
    ByteBuffer content = block.duplicate().position(SPACE);
    return block.slice(0, length).equals(ByteBuffer.wrap(of(content)));
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
