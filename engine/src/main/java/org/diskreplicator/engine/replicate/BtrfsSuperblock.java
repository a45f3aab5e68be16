package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;

/** The first superblock of a btrfs (struct btrfs_super_block of the kernel). */
final class BtrfsSuperblock {
  private static final long PLACE = 64 << 10;
  private static final int LENGTH = 4096;
  private static final int LABEL_LENGTH = 256;
  private static final long MAGIC = 0x4d5f53665248425fL;
  private static final String[] CHECKSUMS = {"crc32c", "xxhash", "sha256", "blake2"};

  private static final long SEEDING = 1L << 32;
  private static final long MIXED = 1 << 2;
  private static final long EXTREF = 1 << 6;
  private static final long SKINNY = 1 << 8;
  private static final long NO_HOLES = 1 << 9;

  /** MIXED_BACKREF to METADATA_UUID, RAID1C34, and simple quotas, but neither RAID56 nor zones. */
  private static final long KNOWN = (0x7ff & ~(1L << 7)) | (1 << 11) | (1 << 16);

  private static final long FREE_SPACE_TREE = 1;
  private static final long BLOCK_GROUP_TREE = 1 << 3;
  private static final long KNOWN_READ_ONLY = 0xf;

  private final ByteBuffer bytes;

  private BtrfsSuperblock(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads it from a file that starts with the file system.
   *
   * @throws RefusedException when it cannot be made anew
   */
  static BtrfsSuperblock read(Path window) {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[LENGTH]).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(window, StandardOpenOption.READ)) {
      while (bytes.hasRemaining() && channel.read(bytes, PLACE + bytes.position()) >= 0) {}
    } catch (IOException e) {
      throw new InputOutputException("reading the superblock of btrfs", e);
    }
    return of(bytes);
  }

  static BtrfsSuperblock of(ByteBuffer bytes) {
    BtrfsSuperblock superblock = new BtrfsSuperblock(bytes.order(ByteOrder.LITTLE_ENDIAN));
    superblock.require(bytes.getLong(64) == MAGIC, "its superblock cannot be read");
    superblock.require(bytes.getLong(136) == 1, "it has several devices");
    superblock.require((bytes.getLong(56) & SEEDING) == 0, "it is a seed of others");
    superblock.require(
        (bytes.getLong(188) & ~KNOWN) == 0 && (bytes.getLong(180) & ~KNOWN_READ_ONLY) == 0,
        "it has features that are unknown here");
    superblock.require(bytes.getShort(196) < CHECKSUMS.length, "its checksum is unknown here");
    return superblock;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new RefusedException(
          "This btrfs cannot be made anew, as " + otherwise + "; copy its blocks.");
    }
  }

  /** What the first bytes of each block say, and blkid. */
  String uuid() {
    ByteBuffer uuid = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    return new UUID(uuid.getLong(32), uuid.getLong(40)).toString();
  }

  String label() {
    byte[] label = new byte[LABEL_LENGTH];
    bytes.duplicate().get(299, label);
    int end = 0;
    while (end < LABEL_LENGTH && label[end] != 0) {
      end++;
    }
    return new String(label, 0, end, StandardCharsets.UTF_8);
  }

  /** Used bytes, each counted once. */
  long used() {
    return bytes.getLong(120);
  }

  int sectorSize() {
    return bytes.getInt(144);
  }

  int nodeSize() {
    return bytes.getInt(148);
  }

  String checksum() {
    return CHECKSUMS[bytes.getShort(196)];
  }

  boolean isMixed() {
    return hasIncompatible(MIXED);
  }

  boolean hasFreeSpaceTree() {
    return (bytes.getLong(180) & FREE_SPACE_TREE) != 0;
  }

  /** As mkfs.btrfs takes them. */
  List<String> features() {
    List<String> features = new ArrayList<>();
    features.add((hasIncompatible(EXTREF) ? "" : "^") + "extref");
    features.add((hasIncompatible(SKINNY) ? "" : "^") + "skinny-metadata");
    features.add((hasIncompatible(NO_HOLES) ? "" : "^") + "no-holes");
    if ((bytes.getLong(180) & BLOCK_GROUP_TREE) != 0) {
      features.add("block-group-tree");
    }
    return features;
  }

  private boolean hasIncompatible(long bit) {
    return (bytes.getLong(188) & bit) != 0;
  }
}
