package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.diskreplicator.engine.failure.InputOutputException;

/**
 * Gives a btrfs that mkfs has just made the identifier of another one.
 *
 * <p>mkfs.btrfs and btrfstune refuse an identifier that a device of the machine shows, which is so
 * whenever the original is such a device. Each block holds the identifier and a checksum.
 */
final class BtrfsIdentity {
  /** Where superblocks are. */
  private static final long[] SUPERBLOCKS = {64 << 10, 64 << 20, 256L << 30};

  private static final int SUPERBLOCK = 4096;
  private static final int CHECKSUM = 32;
  private static final int UUID_BYTES = 16;

  /** What mkfs writes lies at the start of each chunk. */
  private static final long LOOKED_AT = 4 << 20;

  private final BtrfsSuperblock made;
  private final UnaryOperator<ByteBuffer> checksum;
  private final byte[] before;
  private final byte[] after;

  private BtrfsIdentity(BtrfsSuperblock made, UnaryOperator<ByteBuffer> checksum, String uuid) {
    this.made = made;
    this.checksum = checksum;
    this.before = bytes(made.uuid());
    this.after = bytes(uuid);
  }

  /** Whether blocks with this checksum can be written here. */
  static boolean knows(String checksum) {
    return algorithm(checksum).isPresent();
  }

  private static Optional<UnaryOperator<ByteBuffer>> algorithm(String checksum) {
    return switch (checksum) {
      case "crc32c" -> Optional.of(BtrfsIdentity::crc32c);
      case "sha256" -> Optional.of(BtrfsIdentity::sha256);
      default -> Optional.empty();
    };
  }

  /**
   * Gives it.
   *
   * @param chunks where they start in the file
   */
  static void give(Path file, List<Long> chunks, String uuid) {
    BtrfsSuperblock made = BtrfsSuperblock.read(file);
    new BtrfsIdentity(made, algorithm(made.checksum()).orElseThrow(), uuid).give(file, chunks);
  }

  private void give(Path file, List<Long> chunks) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long chunk : chunks) {
        long end = Math.min(chunk + LOOKED_AT, channel.size());
        for (long at = chunk; at + made.nodeSize() <= end; at += made.nodeSize()) {
          change(channel, at, made.nodeSize());
        }
      }
      for (long superblock : SUPERBLOCKS) {
        if (superblock + SUPERBLOCK <= channel.size()) {
          change(channel, superblock, SUPERBLOCK);
        }
      }
    } catch (IOException e) {
      throw new InputOutputException("giving btrfs its identifier", e);
    }
  }

  private void change(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(length);
    while (block.hasRemaining() && channel.read(block, offset + block.position()) >= 0) {
      // short reads go on
    }
    if (!holds(block, CHECKSUM)) {
      return;
    }
    for (int at = CHECKSUM; at + UUID_BYTES <= length; at++) {
      if (holds(block, at)) {
        block.put(at, after);
      }
    }
    ByteBuffer sum = checksum.apply(block.duplicate().limit(length).position(CHECKSUM));
    block.position(0).limit(length);
    block.put(sum).rewind();
    while (block.hasRemaining()) {
      channel.write(block, offset + block.position());
    }
  }

  private boolean holds(ByteBuffer block, int at) {
    return block.duplicate().limit(at + UUID_BYTES).position(at).equals(ByteBuffer.wrap(before));
  }

  private static ByteBuffer crc32c(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return ByteBuffer.allocate(Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, (int) sum.getValue());
  }

  private static ByteBuffer sha256(ByteBuffer bytes) {
    try {
      MessageDigest sum = MessageDigest.getInstance("SHA-256");
      sum.update(bytes);
      return ByteBuffer.wrap(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String uuid) {
    UUID value = UUID.fromString(uuid);
    return ByteBuffer.allocate(UUID_BYTES)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }
}
