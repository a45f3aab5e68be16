package org.diskreplicator.engine.tool;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.diskreplicator.engine.model.ExtentSet;

/** A made-up ext file system, printed as dumpe2fs 1.47.0 does; made from a plain bit set. */
record PrintedExt(String text, ExtentSet free) {
  static PrintedExt random(SplittableRandom random) {
    int blockSize = 1024 << random.nextInt(7);
    int ratio = random.nextBoolean() ? 1 : 2 << random.nextInt(6);
    int first = ratio == 1 && blockSize == 1024 ? 1 : 0;
    int clustersPerGroup = 8 * (1 + random.nextInt(60));
    int groups = 1 + random.nextInt(8);
    int lastGroup = 1 + random.nextInt(clustersPerGroup);
    int clusters = (groups - 1) * clustersPerGroup + lastGroup;
    BitSet free = new BitSet();
    int density = random.nextInt(101);
    for (int i = 0; i < clusters; i++) {
      free.set(i, random.nextInt(100) < density);
    }
    return new PrintedExt(
        text(free, blockSize, ratio, first, clustersPerGroup, clusters),
        extents(free, (long) blockSize * ratio, (long) first * blockSize));
  }

  private static ExtentSet extents(BitSet free, long unit, long start) {
    ExtentSet.Builder builder = ExtentSet.builder();
    free.stream().forEach(i -> builder.add(start + i * unit, start + (i + 1) * unit));
    return builder.build();
  }

  private static String text(
      BitSet free, int blockSize, int ratio, int first, int perGroup, int clusters) {
    StringBuilder text = new StringBuilder();
    text.append("Filesystem features:      sparse_super").append(ratio > 1 ? " bigalloc" : "");
    text.append("\nFilesystem state:         clean\n");
    text.append("Block count:              ").append(first + clusters * ratio).append('\n');
    text.append("Free blocks:              ").append(free.cardinality() * ratio).append('\n');
    text.append("First block:              ").append(first).append('\n');
    text.append("Block size:               ").append(blockSize).append('\n');
    if (ratio > 1) {
      text.append("Cluster size:             ").append(blockSize * ratio).append('\n');
    }
    text.append("Blocks per group:         ").append(perGroup * ratio).append("\n\n\n");
    for (int start = 0; start < clusters; start += perGroup) {
      group(text, free, ratio, first, perGroup, start, Math.min(start + perGroup, clusters));
    }
    return text.toString();
  }

  private static void group(
      StringBuilder text, BitSet free, int ratio, int first, int perGroup, int from, int to) {
    BitSet own = free.get(from, to);
    text.append("Group ").append(from / perGroup).append(": (Blocks ");
    text.append(first + from * ratio).append('-').append(first + to * ratio - 1);
    text.append(") csum 0x16a1 [ITABLE_ZEROED]\n  Inode table at 801-1312 (+801)\n  ");
    text.append(own.cardinality()).append(ratio > 1 ? " free clusters, " : " free blocks, ");
    text.append("9 free inodes, 3 directories\n  Free blocks: ");
    List<String> ranges = new ArrayList<>();
    for (int i = own.nextSetBit(0); i >= 0; i = own.nextSetBit(own.nextClearBit(i))) {
      int start = first + (from + i) * ratio;
      int end = first + (from + own.nextClearBit(i) - 1) * ratio;
      ranges.add(start == end ? "" + start : start + "-" + end);
    }
    text.append(String.join(", ", ranges)).append("\n  Free inodes: 12-20\n");
  }
}
