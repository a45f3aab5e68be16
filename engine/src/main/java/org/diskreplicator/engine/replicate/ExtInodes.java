package org.diskreplicator.engine.replicate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Looks through the tables of inodes for what few files have: flags that a user set, projects, and
 * space that is reserved and was never written.
 *
 * <p>That takes 10 ms for 60,000 files, where lsattr(1), which opens each of them, takes 700 ms,
 * and filefrag(8) more.
 */
final class ExtInodes {
  /** Tables that take longer to read than lsattr takes are left to it. */
  private static final long MOST_BYTES_PER_FILE = 8192;

  private static final long FREE_OF_CHARGE = 64 << 20;

  private static final int CHUNK = 1 << 20;
  private static final int UNINITIALIZED = 1;
  private static final int ROOT = 2;

  /** By extents, with an index, huge, within the inode, and leftovers of the kernel's own. */
  private static final int OF_STORAGE = 0x80000 | 0x1000 | 0x40000 | 0x10000000 | 0x400000;

  private static final int JOURNALLED = 0x4000;

  /** Encrypted, or verified. */
  private static final int SEALED = 0x800 | 0x100000;

  /** Holds an attribute's value and has no name. */
  private static final int ATTRIBUTE_VALUE = 0x200000;

  private static final int KIND = 0xF000;
  private static final int REGULAR = 0x8000;

  private static final int IN_EXTENTS = 0x80000;
  private static final short NODE = (short) 0xF30A;
  private static final int ENTRY = 12;
  private static final int MOST_WRITTEN = 1 << 15;
  private static final int DEEPEST = 5;

  private static final int LINKS = 0x1A;
  private static final int FLAGS = 0x20;
  private static final int BLOCKS = 0x28;
  private static final int EXTRA_SIZE = 0x80;
  private static final int PROJECT = 0x9C;

  private final FileChannel channel;
  private final long start;
  private final ExtSuperblock superblock;

  private final Set<Long> reserved = new HashSet<>();
  private boolean flags;
  private boolean journalled;
  private boolean sealed;

  ExtInodes(FileChannel channel, long start, ExtSuperblock superblock) {
    this.channel = channel;
    this.start = start;
    this.superblock = superblock;
  }

  /**
   * What was found.
   *
   * @param flags whether some file has flags or a project
   * @param journalled whether the bytes of some file go through the journal, which can be told to a
   *     file only while there is a journal
   * @param sealed whether some file is encrypted, or sealed by fs-verity
   * @param reserved whether the file with an inode number has reserved space
   */
  record Findings(boolean flags, boolean journalled, boolean sealed, LongPredicate reserved) {
    /** Everything is possible; what is sealed shows when it is copied. */
    static final Findings UNKNOWN = new Findings(true, true, false, inode -> true);
  }

  /** Looks, as far as that is quick. */
  Findings look() throws IOException {
    // In a cluster, blocks that were never written count as blocks of the file.
    boolean plain =
        !superblock.spreadsDescriptors() && superblock.clusterSize() == superblock.blockSize();
    return plain && lookThrough()
        ? new Findings(flags, journalled, sealed, reserved::contains)
        : Findings.UNKNOWN;
  }

  private boolean lookThrough() throws IOException {
    long groups =
        (superblock.blocks() - superblock.firstDataBlock() - 1) / superblock.blocksPerGroup() + 1;
    int size = (int) superblock.descriptorSize();
    long budget =
        FREE_OF_CHARGE + (superblock.inodes() - superblock.freeInodes()) * MOST_BYTES_PER_FILE;
    if (groups * size > FREE_OF_CHARGE) {
      return false;
    }
    ByteBuffer table =
        read((superblock.firstDataBlock() + 1) * superblock.blockSize(), (int) groups * size);
    for (int group = 0; group < groups; group++) {
      Descriptor descriptor = new Descriptor(table.slice(group * size, size).order(table.order()));
      long used = descriptor.usedInodes();
      budget -= used * superblock.inodeSize();
      if (budget < 0) {
        return false;
      }
      look(descriptor.table(), group, used);
    }
    return true;
  }

  private void look(long block, long group, long count) throws IOException {
    int inodeSize = (int) superblock.inodeSize();
    long at = block * superblock.blockSize();
    long number = group * superblock.inodesPerGroup() + 1;
    for (long left = count * inodeSize; left > 0; left -= CHUNK) {
      ByteBuffer inodes = read(at, (int) Math.min(CHUNK, left));
      for (int inode = 0; inode < inodes.capacity(); inode += inodeSize) {
        if (isFile(number) && isNamed(inodes, inode)) {
          flags |= hasFlags(inodes, inode);
          journalled |= (inodes.getInt(inode + FLAGS) & JOURNALLED) != 0;
          sealed |= (inodes.getInt(inode + FLAGS) & SEALED) != 0;
          if (isInExtents(inodes, inode) && hasReserved(inodes, inode + BLOCKS)) {
            reserved.add(number);
          }
        }
        number++;
      }
      at += CHUNK;
    }
  }

  private static boolean isNamed(ByteBuffer inodes, int inode) {
    return inodes.getShort(inode + LINKS) != 0
        && (inodes.getInt(inode + FLAGS) & ATTRIBUTE_VALUE) == 0;
  }

  private static boolean isInExtents(ByteBuffer inodes, int inode) {
    return (inodes.getShort(inode) & KIND) == REGULAR
        && (inodes.getInt(inode + FLAGS) & IN_EXTENTS) != 0;
  }

  /** Whether a node of a tree of extents, or one below it, has an extent that was not written. */
  private boolean hasReserved(ByteBuffer bytes, int node) throws IOException {
    int entries = Short.toUnsignedInt(bytes.getShort(node + 2));
    int depth = Short.toUnsignedInt(bytes.getShort(node + 6));
    if (bytes.getShort(node) != NODE
        || depth > DEEPEST
        || node + (entries + 1) * ENTRY > bytes.capacity()) {
      return true;
    }
    for (int entry = node + ENTRY; entry <= node + entries * ENTRY; entry += ENTRY) {
      if (depth == 0 ? isReserved(bytes, entry) : hasReserved(child(bytes, entry), 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReserved(ByteBuffer bytes, int entry) {
    return Short.toUnsignedInt(bytes.getShort(entry + 4)) > MOST_WRITTEN;
  }

  private ByteBuffer child(ByteBuffer bytes, int entry) throws IOException {
    long block =
        Integer.toUnsignedLong(bytes.getInt(entry + 4))
            | Short.toUnsignedLong(bytes.getShort(entry + 8)) << 32;
    return read(block * superblock.blockSize(), (int) superblock.blockSize());
  }

  private boolean isFile(long number) {
    return number == ROOT
        || (number >= superblock.firstInode() && number != superblock.orphanFile());
  }

  private boolean hasFlags(ByteBuffer inodes, int inode) {
    int letters = inodes.getInt(inode + FLAGS) & ~OF_STORAGE;
    boolean project =
        superblock.inodeSize() > EXTRA_SIZE
            && inodes.getShort(inode + EXTRA_SIZE) >= PROJECT + 4 - EXTRA_SIZE
            && inodes.getInt(inode + PROJECT) != 0;
    return letters != 0 || project;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + position + bytes.position()) < 0) {
        throw new EOFException("the file system ends within its tables");
      }
    }
    return bytes;
  }

  /** One group of blocks. */
  private final class Descriptor {
    private final ByteBuffer bytes;

    Descriptor(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    long table() {
      long high = superblock.is64Bit() ? Integer.toUnsignedLong(bytes.getInt(0x28)) << 32 : 0;
      return Integer.toUnsignedLong(bytes.getInt(0x08)) | high;
    }

    /** From the first one of the group on. */
    long usedInodes() {
      if (!superblock.hasGroupChecksums()) {
        return superblock.inodesPerGroup();
      }
      if ((bytes.getShort(0x12) & UNINITIALIZED) != 0) {
        return 0;
      }
      long high = superblock.is64Bit() ? Short.toUnsignedLong(bytes.getShort(0x32)) << 16 : 0;
      return Math.max(
          0, superblock.inodesPerGroup() - (Short.toUnsignedLong(bytes.getShort(0x1C)) | high));
    }
  }
}
