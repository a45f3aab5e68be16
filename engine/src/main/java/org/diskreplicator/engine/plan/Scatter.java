package org.diskreplicator.engine.plan;

import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;

/** Whether data lies in many short ranges, and what is done about it. */
public final class Scatter {
  /** Below this average length one processor serves qemu-img faster than two; decision 0005. */
  private static final long RANGE = 256 << 10;

  private static final int COUNT = 5_000;

  private Scatter() {}

  /** Whether used bytes lie in many short ranges between the free ones. */
  public static boolean isGreat(long used, ExtentSet free) {
    return isGreat(used, free.count());
  }

  /** The same for so many free ranges. */
  public static boolean isGreat(long used, long freeRanges) {
    return freeRanges > COUNT && used / freeRanges < RANGE;
  }

  /**
   * Whether the clusters of a target are divided: a short range takes a whole cluster of 64 KiB
   * without that, and 2 KiB with it.
   */
  public static boolean dividesClusters(
      ImageFormat format, CloneOptions options, boolean scattered) {
    return switch (options.subclusters()) {
      case ON -> true;
      case OFF -> false;
      case AUTO ->
          scattered
              && format == ImageFormat.QCOW2
              && ShapeRules.isDivisible(options.shape())
              && options.compression() == CloneOptions.Compression.NONE;
    };
  }
}
