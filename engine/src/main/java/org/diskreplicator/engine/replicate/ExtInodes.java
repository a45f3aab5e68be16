package org.diskreplicator.engine.replicate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Looks through the tables of inodes for what few file systems have: flags that a user set, or
 * projects.
 *
 * <p>That takes 10 ms for 60,000 files, where lsattr(1), which opens each of them, takes 700 ms.
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

  /** Holds an attribute's value and has no name. */
  private static final int ATTRIBUTE_VALUE = 0x200000;

  private static final int LINKS = 0x1A;
  private static final int FLAGS = 0x20;
  private static final int EXTRA_SIZE = 0x80;
  private static final int PROJECT = 0x9C;

  private final FileChannel channel;
  private final long start;
  private final ExtSuperblock superblock;

  ExtInodes(FileChannel channel, long start, ExtSuperblock superblock) {
    this.channel = channel;
    this.start = start;
    this.superblock = superblock;
  }

  /** Whether some file has flags or a project, as far as that can be told quickly. */
  boolean mayHaveFlags() throws IOException {
    if (superblock.spreadsDescriptors()) {
      return true;
    }
    long groups =
        (superblock.blocks() - superblock.firstDataBlock() - 1) / superblock.blocksPerGroup() + 1;
    int size = (int) superblock.descriptorSize();
    long budget =
        FREE_OF_CHARGE + (superblock.inodes() - superblock.freeInodes()) * MOST_BYTES_PER_FILE;
    if (groups * size > FREE_OF_CHARGE) {
      return true;
    }
    ByteBuffer table =
        read((superblock.firstDataBlock() + 1) * superblock.blockSize(), (int) groups * size);
    for (int group = 0; group < groups; group++) {
      Descriptor descriptor = new Descriptor(table.slice(group * size, size).order(table.order()));
      long used = descriptor.usedInodes();
      budget -= used * superblock.inodeSize();
      if (budget < 0 || hasFlags(descriptor.table(), group, used)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasFlags(long block, long group, long count) throws IOException {
    int inodeSize = (int) superblock.inodeSize();
    long at = block * superblock.blockSize();
    long number = group * superblock.inodesPerGroup() + 1;
    for (long left = count * inodeSize; left > 0; left -= CHUNK) {
      ByteBuffer inodes = read(at, (int) Math.min(CHUNK, left));
      for (int inode = 0; inode < inodes.capacity(); inode += inodeSize) {
        if (isFile(number++) && hasFlags(inodes, inode)) {
          return true;
        }
      }
      at += CHUNK;
    }
    return false;
  }

  private boolean isFile(long number) {
    return number == ROOT
        || (number >= superblock.firstInode() && number != superblock.orphanFile());
  }

  private boolean hasFlags(ByteBuffer inodes, int inode) {
    int flags = inodes.getInt(inode + FLAGS) & ~OF_STORAGE;
    if (inodes.getShort(inode + LINKS) == 0 || (flags & ATTRIBUTE_VALUE) != 0) {
      return false;
    }
    boolean project =
        superblock.inodeSize() > EXTRA_SIZE
            && inodes.getShort(inode + EXTRA_SIZE) >= PROJECT + 4 - EXTRA_SIZE
            && inodes.getInt(inode + PROJECT) != 0;
    return flags != 0 || project;
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
