package org.diskreplicator.engine.tool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The superblock as dumpe2fs prints it.
 *
 * <p>Label, mount point and mount options come from the disk unescaped and may hold line feeds, so
 * any line may be forged. The superblock's own lines are always there too, so what is stated twice
 * is not believed.
 */
final class Dumpe2fsHeader {
  private static final String FEATURES = "Filesystem features";
  private static final String STATE = "Filesystem state";
  private static final String BLOCKS = "Block count";
  private static final String BLOCK_SIZE = "Block size";
  private static final String MMP_SEQUENCE = "mmp_sequence";
  private static final Set<String> WANTED =
      Set.of(FEATURES, STATE, BLOCKS, BLOCK_SIZE, MMP_SEQUENCE);

  /** EXT4_MMP_SEQ_CLEAN of the kernel's ext4.h. */
  private static final String MMP_CLEAN = "0xff4d4d50";

  private final Map<String, String> fields = new HashMap<>();
  private final Set<String> twice = new HashSet<>();

  /** Takes a line; never throws, since the thread that pumps the output would die of it. */
  void line(String line) {
    int colon = line.indexOf(':');
    String key = colon < 0 ? "" : line.substring(0, colon).strip();
    if (WANTED.contains(key) && fields.put(key, line.substring(colon + 1).strip()) != null) {
      twice.add(key);
    }
  }

  /** Bytes of the whole file system. */
  long bytes() {
    try {
      return Math.multiplyExact(number(BLOCKS), blockSize());
    } catch (ArithmeticException e) {
      throw new MalformedReportException("its superblock states impossible sizes");
    }
  }

  /** Bytes of a block. */
  long blockSize() {
    long size = number(BLOCK_SIZE);
    if (size < 1 << 10 || size > 1 << 16 || Long.bitCount(size) != 1) {
      throw new MalformedReportException("its superblock states impossible sizes");
    }
    return size;
  }

  Set<String> features() {
    return new HashSet<>(List.of(text(FEATURES).split(" +")));
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
    if (twice.contains(key)) {
      throw new MalformedReportException("'" + key + "' is stated twice");
    }
    return text;
  }
}
