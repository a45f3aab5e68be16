package org.diskreplicator.cli;

import org.diskreplicator.engine.model.ExtentSet;

/** A disk drawn to scale in one line: full where all is used, empty where all is free. */
final class DiskBar {
  private static final String SHADES = " ░▒▓█";

  private DiskBar() {}

  /** The bar of a disk of {@code size} bytes, {@code width} characters long. */
  static String of(ExtentSet free, long size, int width) {
    long[] freeBytes = new long[width];
    for (int i = 0; i < free.count(); i++) {
      spread(freeBytes, free.start(i), free.end(i), size);
    }
    StringBuilder bar = new StringBuilder();
    for (int cell = 0; cell < width; cell++) {
      long cellBytes = Math.max(1, edge(cell + 1, size, width) - edge(cell, size, width));
      bar.append(shade(1 - (double) freeBytes[cell] / cellBytes));
    }
    return bar.toString();
  }

  private static void spread(long[] freeBytes, long start, long end, long size) {
    int width = freeBytes.length;
    for (int cell = (int) ((double) start / size * width); cell < width; cell++) {
      long from = Math.max(start, edge(cell, size, width));
      long to = Math.min(end, edge(cell + 1, size, width));
      freeBytes[cell] += Math.max(0, to - from);
      if (to == end) {
        return;
      }
    }
  }

  private static long edge(int cell, long size, int width) {
    return (long) ((double) size / width * cell);
  }

  /** Anything used is visible, and only what is wholly used is full. */
  private static char shade(double used) {
    int last = SHADES.length() - 1;
    if (used >= 1) {
      return SHADES.charAt(last);
    }
    return SHADES.charAt(used <= 0 ? 0 : 1 + (int) (used * (last - 1)));
  }
}
