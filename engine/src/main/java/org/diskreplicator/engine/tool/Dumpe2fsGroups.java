package org.diskreplicator.engine.tool;

import org.diskreplicator.engine.model.ExtentSet;

/**
 * The block groups as dumpe2fs prints them, each with its count and its list of free blocks.
 *
 * <p>A list must be ascending, inside its group and add up to the group's count. Ranges are scanned
 * by hand: 118,000 of them must not cost more than the tool itself on a cold JVM.
 */
final class Dumpe2fsGroups {
  private static final int INDENT = 2;
  private static final String LIST = "  Free blocks: ";

  /** Keeps a range set below 100 MB; 2 million free ranges are more than any real disk had. */
  private static final int MOST_RANGES = 1 << 21;

  private final Dumpe2fsHeader.Geometry geometry;
  private final ExtentSet.Builder free = ExtentSet.builder();
  private long group = -1;
  private long counted;
  private long listed;
  private long position;
  private long groupEnd;
  private int ranges;

  Dumpe2fsGroups(Dumpe2fsHeader.Geometry geometry) {
    this.geometry = geometry;
  }

  /** Takes the first line of a group: {@code Group 1: (Blocks 32768-65535) csum 0x0877}. */
  void group(String line) {
    finishGroup();
    group++;
    position = geometry.firstBlock() + group * geometry.blocksPerGroup();
    groupEnd = Math.min(position + geometry.blocksPerGroup(), geometry.blocks());
    String expected = "Group " + group + ": (Blocks " + position + "-" + (groupEnd - 1) + ")";
    if (group >= geometry.groups() || !line.startsWith(expected)) {
      throw new MalformedReportException("group " + group + " is not where it belongs");
    }
  }

  /** Takes any other line of a group. */
  void line(String line) {
    if (line.startsWith(LIST)) {
      ranges(line);
    } else if (counted < 0) {
      count(line);
    }
  }

  /** Takes {@code 23389 free blocks, 4090 free inodes, ...}; with bigalloc they are clusters. */
  private void count(String line) {
    NumberScanner scanner = new NumberScanner(line, INDENT);
    long number = scanner.number();
    int end = scanner.position();
    if (line.startsWith(" free blocks, ", end) || line.startsWith(" free clusters, ", end)) {
      counted = number;
    }
  }

  private void ranges(String line) {
    NumberScanner scanner = new NumberScanner(line, LIST.length());
    while (!scanner.atEnd()) {
      long first = scanner.number();
      long last = scanner.skip('-') ? scanner.number() : first;
      add(first, last(last));
      if (!scanner.atEnd() && !(scanner.skip(',') && scanner.skip(' '))) {
        throw new MalformedReportException("the free blocks of group " + group + " are no numbers");
      }
    }
  }

  /**
   * The last block of the cluster: where a cluster has several blocks, dumpe2fs 1.47.0 prints the
   * first block of a range's last cluster ({@code 5792-99984} for 5792 to 99999).
   */
  private long last(long printed) {
    long inCluster = printed & (geometry.ratio() - 1);
    if (inCluster != 0 && inCluster != geometry.ratio() - 1) {
      throw new MalformedReportException("group " + group + " lists a part of a cluster");
    }
    return printed | (geometry.ratio() - 1);
  }

  private void add(long first, long last) {
    boolean whole = (first & (geometry.ratio() - 1)) == 0;
    if (!whole || first < position || last < first || last >= groupEnd) {
      throw new MalformedReportException("group " + group + " lists blocks that are not its own");
    }
    if (++ranges > MOST_RANGES) {
      throw new MalformedReportException("it has more than " + MOST_RANGES + " free ranges");
    }
    free.add(first * geometry.blockSize(), (last + 1) * geometry.blockSize());
    position = last + 1;
    listed += last + 1 - first;
  }

  private void finishGroup() {
    if (group >= 0 && listed / geometry.ratio() != counted) {
      throw new MalformedReportException(
          "group " + group + " counts other free blocks than it lists");
    }
    counted = -1;
    listed = 0;
  }

  /** The free bytes, once every group has been seen. */
  ExtentSet free() {
    finishGroup();
    if (group + 1 != geometry.groups()) {
      throw new MalformedReportException("groups are missing");
    }
    return free.build();
  }
}
