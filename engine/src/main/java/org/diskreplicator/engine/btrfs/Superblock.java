package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * A superblock (struct btrfs_super_block) with a right checksum.
 *
 * @param bytes all of them, least significant byte first
 */
record Superblock(ByteBuffer bytes, Checksum checksum) {
  static final long OFFSET = 64 << 10;
  static final int LENGTH = 4096;

  private static final long MAGIC = 0x4d5f53665248425fL; // _BHRfS_M
  private static final int SYSTEM_CHUNKS = 811;
  private static final int SYSTEM_CHUNKS_LENGTH = 2048;
  private static final int SMALLEST_SECTOR = 1 << 12;
  private static final int LARGEST_NODE = 1 << 16;

  private static final long WRITTEN = 1;
  private static final long ERROR = 1 << 2;

  private static final long MIXED_BACKREF = 1;
  private static final long METADATA_UUID = 1 << 10;

  /** MIXED_BACKREF to RAID1C34, and simple quotas; no zones, no extent trees of version 2. */
  private static final long KNOWN = 0xfff | 1 << 16;

  /** The free space tree and that it is valid, verity, and the block group tree. */
  private static final long KNOWN_READ_ONLY = 0xf;

  /** The primary superblock of a file system whose map can be read. */
  static Superblock read(RegionReader region) throws IOException, UntrustworthyException {
    Superblock superblock =
        at(region, OFFSET)
            .orElseThrow(() -> UntrustworthyException.damaged("its superblock is damaged"));
    superblock.requireKnown();
    superblock.requireSound(region.size());
    superblock.requireClean();
    return superblock;
  }

  /** A superblock that says that it is at home there, if it is one. */
  static Optional<Superblock> at(RegionReader region, long offset) throws IOException {
    ByteBuffer bytes = region.read(offset, LENGTH);
    if (bytes.getLong(64) != MAGIC || bytes.getLong(48) != offset) {
      return Optional.empty();
    }
    return Checksum.of(Short.toUnsignedInt(bytes.getShort(196)))
        .filter(checksum -> checksum.isRight(bytes))
        .map(checksum -> new Superblock(bytes, checksum));
  }

  private void requireKnown() throws UntrustworthyException {
    long flags = bytes.getLong(56);
    require((flags & ~(WRITTEN | ERROR)) == 0, "it has unknown flags, or is a seed or an image");
    require(
        (incompatible() & ~KNOWN) == 0 && (bytes.getLong(180) & ~KNOWN_READ_ONLY) == 0,
        "it has features that are unknown here");
    require((incompatible() & MIXED_BACKREF) != 0, "it is older than Linux 2.6.31");
  }

  private static void require(boolean condition, String otherwise) throws UntrustworthyException {
    if (!condition) {
      throw new UntrustworthyException(ContentState.UNSUPPORTED, otherwise);
    }
  }

  private void requireSound(long size) throws UntrustworthyException {
    boolean sound =
        isSize(sectorSize(), SMALLEST_SECTOR)
            && isSize(nodeSize(), sectorSize())
            && systemChunksLength() > 0
            && systemChunksLength() <= SYSTEM_CHUNKS_LENGTH
            && usedBytes() >= 0
            && usedBytes() <= bytes.getLong(112);
    if (!sound) {
      throw UntrustworthyException.damaged("its superblock contradicts itself");
    }
    if (deviceBytes() > size || deviceBytes() < 0) {
      throw UntrustworthyException.damaged("it is larger than the space that it lies in");
    }
  }

  private static boolean isSize(int size, int least) {
    return size >= least && size <= LARGEST_NODE && Integer.bitCount(size) == 1;
  }

  private void requireClean() throws UntrustworthyException {
    if ((bytes.getLong(56) & ERROR) != 0) {
      throw UntrustworthyException.damaged("its superblock says that there are errors");
    }
    if (bytes.getLong(96) != 0) {
      throw new UntrustworthyException(
          ContentState.NEEDS_REPLAY, "not clean: its log tree needs replay");
    }
  }

  /** The identifier that its tree blocks bear. */
  ByteBuffer blockIdentifier() {
    return bytes.slice((incompatible() & METADATA_UUID) != 0 ? 571 : 32, 16);
  }

  ByteBuffer identifier() {
    return bytes.slice(32, 16);
  }

  ByteBuffer deviceIdentifier() {
    return bytes.slice(267, 16);
  }

  private long incompatible() {
    return bytes.getLong(188);
  }

  long generation() {
    return bytes.getLong(72);
  }

  /** Used bytes, those that have several copies counted once. */
  long usedBytes() {
    return bytes.getLong(120);
  }

  int sectorSize() {
    return bytes.getInt(144);
  }

  int nodeSize() {
    return bytes.getInt(148);
  }

  long device() {
    return bytes.getLong(201);
  }

  long deviceBytes() {
    return bytes.getLong(209);
  }

  TreeRoot roots() {
    return new TreeRoot(
        TreeRoot.ROOTS, bytes.getLong(80), Byte.toUnsignedInt(bytes.get(198)), generation());
  }

  TreeRoot chunks() {
    return new TreeRoot(
        TreeRoot.CHUNKS, bytes.getLong(88), Byte.toUnsignedInt(bytes.get(199)), bytes.getLong(164));
  }

  private int systemChunksLength() {
    return bytes.getInt(160);
  }

  /** The chunks that hold the chunk tree: keys, each with its item behind it. */
  Chunks systemChunks() throws UntrustworthyException {
    ByteBuffer array = bytes.slice(SYSTEM_CHUNKS, systemChunksLength()).order(bytes.order());
    Chunks chunks = new Chunks(this);
    int at = 0;
    while (at + Key.LENGTH < array.limit()) {
      int item = at + Key.LENGTH;
      int length = Chunk.length(array, item, array.limit() - item);
      chunks.add(Chunk.read(array.getLong(at + 9), array, item, length));
      at = item + length;
    }
    return chunks;
  }
}
