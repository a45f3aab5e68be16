package org.diskreplicator.it.sandbox;

import java.nio.file.Path;

/**
 * An image file that both sides of the sandbox see.
 *
 * @param format as QEMU names it
 * @param size virtual size in bytes
 */
record Disk(Path image, String format, long size) {
  private static final long LARGEST_FILE = 8L << 40;

  /** Whether the disk fits in a raw file; an ext4 host holds none of 16 TiB. */
  boolean fitsInFile() {
    return size <= LARGEST_FILE;
  }
}
