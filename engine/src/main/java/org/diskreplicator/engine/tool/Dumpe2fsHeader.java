package org.diskreplicator.engine.tool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The superblock as dumpe2fs prints it. */
final class Dumpe2fsHeader {
  private static final String FEATURES = "Filesystem features";
  private static final String STATE = "Filesystem state";
  private static final String BLOCKS = "Block count";
  private static final String FREE_BLOCKS = "Free blocks";
  private static final String FIRST_BLOCK = "First block";
  private static final String BLOCK_SIZE = "Block size";
  private static final String CLUSTER_SIZE = "Cluster size";
  private static final String BLOCKS_PER_GROUP = "Blocks per group";
  private static final String MMP_SEQUENCE = "mmp_sequence";
  private static final Set<String> WANTED =
      Set.of(
          FEATURES,
          STATE,
          BLOCKS,
          FREE_BLOCKS,
          FIRST_BLOCK,
          BLOCK_SIZE,
          CLUSTER_SIZE,
          BLOCKS_PER_GROUP,
          MMP_SEQUENCE);

  /** EXT4_MMP_SEQ_CLEAN of the kernel's ext4.h. */
  private static final String MMP_CLEAN = "0xff4d4d50";

  private final Map<String, String> fields = new HashMap<>();

  /**
   * Sizes of a file system.
   *
   * @param blockSize in bytes
   * @param ratio blocks in a cluster, the unit of the bitmap; 1 without bigalloc
   */
  record Geometry(long blockSize, long blocks, long firstBlock, long blocksPerGroup, long ratio) {
    Geometry {
      if (!isPowerOfTwo(blockSize, 1 << 10, 1 << 16)
          || !isPowerOfTwo(ratio, 1, 1 << 20)
          || blocksPerGroup <= 0
          || firstBlock < 0
          || (ratio > 1 && firstBlock != 0)
          || firstBlock >= blocks
          || blocks > Long.MAX_VALUE / blockSize) {
        throw new MalformedReportException("its superblock states impossible sizes");
      }
    }

    private static boolean isPowerOfTwo(long value, long least, long most) {
      return value >= least && value <= most && Long.bitCount(value) == 1;
    }

    long groups() {
      return (blocks - firstBlock - 1) / blocksPerGroup + 1;
    }
  }

  void line(String line) {
    int colon = line.indexOf(':');
    String key = colon < 0 ? "" : line.substring(0, colon).strip();
    if (WANTED.contains(key) && fields.put(key, line.substring(colon + 1).strip()) != null) {
      throw new MalformedReportException("'" + key + "' is stated twice");
    }
  }

  Geometry geometry() {
    long blockSize = number(BLOCK_SIZE);
    return new Geometry(
        blockSize,
        number(BLOCKS),
        number(FIRST_BLOCK),
        number(BLOCKS_PER_GROUP),
        features().contains("bigalloc") ? number(CLUSTER_SIZE) / Math.max(1, blockSize) : 1);
  }

  Set<String> features() {
    return new HashSet<>(List.of(text(FEATURES).split(" +")));
  }

  long freeBlocks() {
    return number(FREE_BLOCKS);
  }

  /** The state, unless multiple mount protection tells that somebody uses the file system. */
  String state() {
    if (features().contains("mmp") && !text(MMP_SEQUENCE).equals(MMP_CLEAN)) {
      return "in use by multiple mount protection";
    }
    return text(STATE);
  }

  private long number(String key) {
    try {
      return Long.parseLong(text(key));
    } catch (NumberFormatException e) {
      throw new MalformedReportException("'" + key + "' is no number");
    }
  }

  private String text(String key) {
    String text = fields.get(key);
    if (text == null) {
      throw new MalformedReportException("'" + key + "' is not stated");
    }
    return text;
  }
}
