package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Changes tree blocks of a btrfs with one copy of its metadata, nodes of 16 KiB and crc32c, as its
 * dumps tell where they lie.
 */
record BtrfsBlocks(Path image, String chunks) {
  private static final int NODE = 16384;
  private static final int SUPERBLOCK = 64 << 10;
  private static final int HEADER = 101;
  private static final int ITEM = 25;
  private static final Pattern CHUNK =
      Pattern.compile(
          "CHUNK_ITEM (\\d+)\\).*\\n\\s+length (\\d+) .*\\n.*\\n.*\\n\\s+stripe 0 devid 1 offset"
              + " (\\d+)");

  static BtrfsBlocks of(Path image) {
    return new BtrfsBlocks(image, dump(image, "chunk"));
  }

  private static String dump(Path image, String tree) {
    return Programs.run("btrfs", "inspect-internal", "dump-tree", "-t", tree, image.toString())
        .orFail();
  }

  /** Logical address of the first leaf of a tree. */
  long leaf(String tree) {
    Matcher leaf = Pattern.compile("(?m)^leaf (\\d+) ").matcher(dump(image, tree));
    assertThat(leaf.find()).isTrue();
    return Long.parseLong(leaf.group(1));
  }

  /** Where on the device a logical address lies. */
  long place(long address) {
    for (MatchResult chunk : CHUNK.matcher(chunks).results().toList()) {
      long distance = address - Long.parseLong(chunk.group(1));
      if (distance >= 0 && distance < Long.parseLong(chunk.group(2))) {
        return Long.parseLong(chunk.group(3)) + distance;
      }
    }
    throw new AssertionError(address + " lies in no chunk");
  }

  /** Changes one bit. */
  void flip(long offset) throws IOException {
    ByteBuffer one = read(offset, 1);
    write(offset, one.put(0, (byte) (one.get(0) ^ 1)));
  }

  /** Takes a tree block out of an extent tree of one leaf, and out of the superblock's sum. */
  void forget(long address) throws IOException {
    long place = place(leaf("extent"));
    ByteBuffer leaf = read(place, NODE);
    int count = leaf.getInt(96);
    int index = 0;
    while (leaf.getLong(HEADER + index * ITEM) != address) {
      index++;
    }
    int behind = HEADER + (index + 1) * ITEM;
    leaf.put(behind - ITEM, leaf, behind, (count - index - 1) * ITEM);
    writeProtected(place, leaf.putInt(96, count - 1));
    ByteBuffer superblock = read(SUPERBLOCK, 4096);
    writeProtected(SUPERBLOCK, superblock.putLong(120, superblock.getLong(120) - NODE));
    // The second superblock still has the old sum, which the reader would find.
    write(64L << 20, ByteBuffer.allocate(4096));
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel disk = FileChannel.open(image, StandardOpenOption.READ)) {
      assertThat(disk.read(bytes, offset)).isEqualTo(length);
    }
    return bytes.rewind();
  }

  private void writeProtected(long offset, ByteBuffer block) throws IOException {
    CRC32C checksum = new CRC32C();
    checksum.update(block.duplicate().position(32));
    write(offset, block.putInt(0, (int) checksum.getValue()));
  }

  private void write(long offset, ByteBuffer bytes) throws IOException {
    try (FileChannel disk = FileChannel.open(image, StandardOpenOption.WRITE)) {
      disk.write(bytes.rewind(), offset);
    }
  }
}
