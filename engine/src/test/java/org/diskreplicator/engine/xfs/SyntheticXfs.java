package org.diskreplicator.engine.xfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.diskreplicator.engine.model.Extent;

/**
 * A small xfs of superblock, group headers, trees of free space by block number and a log; nothing
 * else of it exists. Written after the format's documentation, not with the reader's code.
 */
final class SyntheticXfs {
  static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  static final int LOG_BLOCK = 32;
  static final int LOG_BLOCKS = 64;

  /** Tree blocks of each group lie here, every third one, the last of a level first. */
  private static final int TREES = 100;

  private static final int LIST = 90;

  final int version;
  final int block;
  final int sector;
  final int groups;
  final int perGroup;
  private final int lastGroup;
  private final byte[] image;
  private final ByteBuffer bytes;
  private final List<TreeMap<Integer, Integer>> free = new ArrayList<>();
  private final List<int[]> sums = new ArrayList<>();
  private final List<Runnable> patches = new ArrayList<>();
  private final List<Runnable> damages = new ArrayList<>();
  private int perBlock = 10;
  private int cycle = 1;
  private int head = 4;
  private int headerBlocks = 1;
  private int dataBlocks = 1;

  SyntheticXfs(int version, int block, int sector, int groups, int perGroup, int lastGroup) {
    this.version = version;
    this.block = block;
    this.sector = sector;
    this.groups = groups;
    this.perGroup = perGroup;
    this.lastGroup = lastGroup;
    this.image = new byte[((groups - 1) * perGroup + lastGroup) * block];
    this.bytes = ByteBuffer.wrap(image);
    for (int group = 0; group < groups; group++) {
      free.add(new TreeMap<>());
    }
  }

  static SyntheticXfs usual(int version) {
    return new SyntheticXfs(version, 1024, 512, 3, 1024, 700);
  }

  SyntheticXfs free(int group, int start, int length) {
    free.get(group).put(start, length);
    return this;
  }

  /** Records of a leaf and children of a node, so that few ranges make a deep tree. */
  SyntheticXfs perBlock(int count) {
    perBlock = count;
    return this;
  }

  /** A log whose current cycle ends before block {@code newHead} of 512 bytes. */
  SyntheticXfs log(int newCycle, int newHead, int header, int data) {
    cycle = newCycle;
    head = newHead;
    headerBlocks = header;
    dataBlocks = data;
    return this;
  }

  /** Overwrites bytes before checksums are made. */
  SyntheticXfs patch(int offset, int... values) {
    patches.add(() -> put(offset, values));
    return this;
  }

  /** Overwrites bytes once all is done. */
  SyntheticXfs damage(int offset, int... values) {
    damages.add(() -> put(offset, values));
    return this;
  }

  private void put(int offset, int... values) {
    for (int i = 0; i < values.length; i++) {
      image[offset + i] = (byte) values[i];
    }
  }

  int groupOffset(int group) {
    return group * perGroup * block;
  }

  int header(int group) {
    return groupOffset(group) + sector;
  }

  int list(int group) {
    return groupOffset(group) + 3 * sector;
  }

  int logOffset() {
    return groupOffset(1) + LOG_BLOCK * block;
  }

  int logLength() {
    return LOG_BLOCKS * block / 512;
  }

  /** Where a block of the log is, counted around. */
  int logBlock(int number) {
    return logOffset() + Math.floorMod(number, logLength()) * 512;
  }

  int rootOffset(int group) {
    return groupOffset(group) + bytes.getInt(header(group) + 16) * block;
  }

  int length(int group) {
    return group == groups - 1 ? lastGroup : perGroup;
  }

  int size() {
    return image.length;
  }

  /** Writes it to a file; bytes behind it belong to the region and not to it. */
  Extent write(Path disk, int behind) throws IOException {
    build();
    int before = 3 * 512;
    byte[] all = new byte[before + image.length + behind];
    Arrays.fill(all, (byte) 0x5a);
    System.arraycopy(image, 0, all, before, image.length);
    Files.write(disk, all);
    return new Extent(before, image.length + behind);
  }

  /** Builds it, so that places of tree blocks are known. */
  SyntheticXfs build() {
    Arrays.fill(image, (byte) 0);
    sums.clear();
    long total = 0;
    for (int group = 0; group < groups; group++) {
      total += group(group);
    }
    superblock(total);
    log();
    patches.forEach(Runnable::run);
    if (version == 5) {
      sums.forEach(this::seal);
    }
    damages.forEach(Runnable::run);
    return this;
  }

  private void seal(int[] sum) {
    CRC32C crc = new CRC32C();
    bytes.putInt(sum[0] + sum[2], 0);
    crc.update(image, sum[0], sum[1]);
    bytes.putInt(sum[0] + sum[2], Integer.reverseBytes((int) crc.getValue()));
  }

  private void superblock(long freeBlocks) {
    int bits = 32 - Integer.numberOfLeadingZeros(perGroup - 1);
    bytes.putInt(0, 0x58465342).putInt(4, block).putLong(8, image.length / block);
    uuid(32);
    bytes.putLong(48, (1L << bits) + LOG_BLOCK);
    bytes.putInt(84, perGroup).putInt(88, groups).putInt(96, LOG_BLOCKS);
    bytes.putShort(100, (short) (version == 5 ? 0xb4a5 : 0xb4a4)).putShort(102, (short) sector);
    bytes.put(120, (byte) Integer.numberOfTrailingZeros(block)).put(124, (byte) bits);
    bytes.putLong(144, freeBlocks);
    bytes.putInt(200, version == 5 ? 0x18a : 0x8a).putInt(204, version == 5 ? 0x18a : 0x8a);
    if (version == 5) {
      bytes.putInt(212, 0xf).putInt(216, 0xb);
      sums.add(new int[] {0, sector, 224});
    }
  }

  private void uuid(int at) {
    bytes.putLong(at, ID.getMostSignificantBits()).putLong(at + 8, ID.getLeastSignificantBits());
  }

  private long group(int group) {
    List<int[]> records = new ArrayList<>();
    free.get(group).forEach((start, length) -> records.add(new int[] {start, length}));
    List<List<int[]>> level = new ArrayList<>();
    split(records, level);
    int next = TREES;
    int depth = 0;
    int blocks = 0;
    int root;
    while (true) {
      List<int[]> parents = new ArrayList<>();
      next += 3 * level.size();
      for (int i = 0; i < level.size(); i++) {
        int number = next - 3 * i;
        int left = i == 0 ? -1 : number + 3;
        int right = i == level.size() - 1 ? -1 : number - 3;
        treeBlock(group, number, depth, level.get(i), left, right);
        int first = level.get(i).isEmpty() ? 0 : level.get(i).get(0)[0];
        parents.add(new int[] {first, 0, number});
      }
      blocks += level.size();
      root = next;
      next += 3;
      if (level.size() == 1) {
        break;
      }
      depth++;
      List<List<int[]>> above = new ArrayList<>();
      split(parents, above);
      level = above;
    }
    int sum = records.stream().mapToInt(record -> record[1]).sum();
    int longest = records.stream().mapToInt(record -> record[1]).max().orElse(0);
    headers(group, root, depth + 1, sum, longest, blocks - 1);
    return sum + 4L + blocks - 1;
  }

  private void split(List<int[]> all, List<List<int[]>> parts) {
    for (int i = 0; i < all.size(); i += perBlock) {
      parts.add(all.subList(i, Math.min(all.size(), i + perBlock)));
    }
    if (all.isEmpty()) {
      parts.add(List.of());
    }
  }

  private void treeBlock(
      int group, int number, int depth, List<int[]> entries, int left, int right) {
    int at = groupOffset(group) + number * block;
    int header = version == 5 ? 56 : 16;
    bytes.putInt(at, version == 5 ? 0x41423342 : 0x41425442);
    bytes.putShort(at + 4, (short) depth).putShort(at + 6, (short) entries.size());
    bytes.putInt(at + 8, left).putInt(at + 12, right);
    if (version == 5) {
      bytes.putLong(at + 16, at / 512);
      uuid(at + 32);
      bytes.putInt(at + 48, group);
      sums.add(new int[] {at, block, 52});
    }
    int capacity = (block - header) / 12;
    for (int i = 0; i < entries.size(); i++) {
      int[] entry = entries.get(i);
      bytes.putInt(at + header + 8 * i, entry[0]).putInt(at + header + 8 * i + 4, entry[1]);
      if (depth > 0) {
        bytes.putInt(at + header + 8 * capacity + 4 * i, entry[2]);
      }
    }
  }

  /** The list begins near its end and goes on at its start. */
  private void headers(int group, int root, int levels, int sum, int longest, int others) {
    int at = header(group);
    int start = version == 5 ? 36 : 0;
    int entries = (sector - start) / 4;
    bytes.putInt(at, 0x58414746).putInt(at + 4, 1).putInt(at + 8, group);
    bytes.putInt(at + 12, length(group)).putInt(at + 16, root).putInt(at + 28, levels);
    bytes.putInt(at + 40, entries - 2).putInt(at + 44, 1).putInt(at + 48, 4);
    bytes.putInt(at + 52, sum).putInt(at + 56, longest).putInt(at + 60, others);
    for (int i = 0; i < 4; i++) {
      bytes.putInt(list(group) + start + (entries - 2 + i) % entries * 4, LIST + i);
    }
    if (version == 5) {
      uuid(at + 64);
      sums.add(new int[] {at, sector, 216});
      bytes.putInt(list(group), 0x5841464c).putInt(list(group) + 4, group);
      uuid(list(group) + 8);
      sums.add(new int[] {list(group), sector, 32});
    }
  }

  private void log() {
    int record = head - headerBlocks - dataBlocks;
    for (int i = 0; i < logLength(); i++) {
      bytes.putInt(logBlock(i), i < head ? cycle : cycle - 1);
    }
    int at = logBlock(record);
    int own = bytes.getInt(at);
    bytes.putInt(at, 0xfeedbabe).putInt(at + 4, own).putInt(at + 8, 2);
    bytes.putInt(at + 12, dataBlocks * 512).putInt(at + 40, 1).putInt(at + 300, 1);
    bytes.putLong(at + 16, (long) own << 32 | Math.floorMod(record, logLength()));
    uuid(at + 304);
    bytes.putInt(at + 320, headerBlocks << 15);
    int data = logBlock(record + headerBlocks);
    bytes.putInt(data + 4, 8).put(data + 8, (byte) 0xaa).put(data + 9, (byte) 0x20);
  }
}
