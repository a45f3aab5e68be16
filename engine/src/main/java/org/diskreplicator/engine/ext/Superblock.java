package org.diskreplicator.engine.ext;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * The superblock: {@code struct ext4_super_block} of the kernel's {@code fs/ext4/ext4.h}, and "ext4
 * Data Structures and Algorithms" in its documentation.
 */
final class Superblock {
  private static final int OFFSET = 1024;
  private static final int SIZE = 1024;
  private static final int MAGIC = 0xef53;
  private static final int NEWEST_REVISION = 1;
  private static final int CHECKSUM = 0x3fc;

  /** Compat features: all of e2fsprogs 1.47 but those of snapshots and of the old lazy groups. */
  private static final int KNOWN = 0x1e3f;

  private static final int HAS_JOURNAL = 0x4;
  static final int SPARSE_SUPER2 = 0x200;

  /** Incompat features: no compression, no data in directories of Lustre. */
  private static final int KNOWN_INCOMPAT = 0x3e7d6;

  private static final int NEEDS_RECOVERY = 0x4;
  private static final int JOURNAL_DEVICE = 0x8;
  static final int META_BG = 0x10;
  static final int WIDE = 0x80;
  private static final int MOUNT_PROTECTION = 0x100;
  private static final int CHECKSUM_SEED = 0x2000;

  /** Features that only a writer has to know: neither snapshots nor replicas. */
  private static final int KNOWN_READ_ONLY = 0x1f77f;

  static final int SPARSE_SUPER = 0x1;
  private static final int GDT_CSUM = 0x10;
  static final int BIGALLOC = 0x200;
  private static final int METADATA_CSUM = 0x400;

  private static final int CLEAN = 1;
  private static final int ERRORS = 2;

  private final ByteBuffer bytes;

  private Superblock(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static Superblock read(RegionReader region) throws IOException, UntrustworthyException {
    Superblock read = new Superblock(region.read(OFFSET, SIZE));
    require(read.u16(0x38) == MAGIC, "its superblock is damaged");
    return read;
  }

  static void require(boolean sound, String otherwise) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged(otherwise);
    }
  }

  /** Asks for features that are all known here, and for the right checksum. */
  void requireUnderstood() throws UntrustworthyException {
    if (incompatible(JOURNAL_DEVICE)) {
      throw unsupported("the journal of another file system");
    }
    if (u32(0x4c) > NEWEST_REVISION) {
      throw unsupported("it has a newer revision than is known here");
    }
    requireKnown("compat", 0x5c, KNOWN);
    requireKnown("incompat", 0x60, KNOWN_INCOMPAT | JOURNAL_DEVICE);
    requireKnown("ro_compat", 0x64, KNOWN_READ_ONLY);
    if (hasChecksums() && bytes.get(0x175) != 1) {
      throw unsupported("it has checksums of an unknown kind");
    }
    require(
        !hasChecksums() || checksums().ofBytes(bytes, CHECKSUM) == bytes.getInt(CHECKSUM),
        "its superblock does not have its checksum");
    if (compatible(HAS_JOURNAL) && u32(0xe0) == 0) {
      throw unsupported("its journal lies on another device");
    }
  }

  private void requireKnown(String kind, int field, int known) throws UntrustworthyException {
    int unknown = bytes.getInt(field) & ~known;
    if (unknown != 0) {
      String bits = Integer.toHexString(unknown);
      throw unsupported("it has the unknown feature " + kind + " 0x" + bits);
    }
  }

  static UntrustworthyException unsupported(String reason) {
    return new UntrustworthyException(ContentState.UNSUPPORTED, reason);
  }

  /** With its error flag set, a replay alone would not make it sound. */
  void requireClean(boolean inUse) throws UntrustworthyException {
    int state = u16(0x3a);
    String text = (state & CLEAN) != 0 ? "clean" : "not clean";
    if ((state & ERRORS) != 0) {
      throw notClean(text + " with errors");
    }
    if (incompatible(NEEDS_RECOVERY)) {
      throw new UntrustworthyException(
          ContentState.NEEDS_REPLAY, "not clean: its journal needs replay");
    }
    if (inUse) {
      throw notClean("in use by multiple mount protection");
    }
    if ((state & CLEAN) == 0) {
      throw notClean(text);
    }
  }

  private static UntrustworthyException notClean(String state) {
    return new UntrustworthyException(
        ContentState.DIRTY, "not clean: its state is '" + state + "'");
  }

  boolean compatible(int feature) {
    return (bytes.getInt(0x5c) & feature) != 0;
  }

  boolean incompatible(int feature) {
    return (bytes.getInt(0x60) & feature) != 0;
  }

  boolean readOnly(int feature) {
    return (bytes.getInt(0x64) & feature) != 0;
  }

  boolean hasMountProtection() {
    return incompatible(MOUNT_PROTECTION);
  }

  /** Whether structures have checksums; of the older kind only group descriptors have them. */
  private boolean hasChecksums() {
    return readOnly(METADATA_CSUM);
  }

  Checksums checksums() {
    if (hasChecksums()) {
      return incompatible(CHECKSUM_SEED)
          ? Checksums.ofAll(bytes.getInt(0x270))
          : Checksums.ofAll(bytes.slice(0x68, 16));
    }
    return readOnly(GDT_CSUM) ? Checksums.ofGroups(bytes.slice(0x68, 16)) : Checksums.none();
  }

  long blocks() {
    return wide(0x04, 0x150);
  }

  long freeBlocks() {
    return wide(0x0c, 0x158);
  }

  private long wide(int low, int high) {
    return u32(low) | (incompatible(WIDE) ? u32(high) << 32 : 0);
  }

  int revision() {
    return (int) u32(0x4c);
  }

  int u16(int offset) {
    return Short.toUnsignedInt(bytes.getShort(offset));
  }

  long u32(int offset) {
    return Integer.toUnsignedLong(bytes.getInt(offset));
  }
}
