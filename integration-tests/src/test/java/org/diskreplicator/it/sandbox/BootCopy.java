package org.diskreplicator.it.sandbox;

import java.util.ArrayList;
import java.util.List;

/** What is booted of a fixture. */
enum BootCopy {
  ORIGINAL("the disk itself", "raw", 100),
  QCOW2("qcow2", "qcow2", 100),
  COMPRESSED("compressed qcow2", "qcow2", 100, "--compress"),
  RAW("raw", "raw", 100),
  LARGER("a larger disk", "qcow2", 150),
  SMALLER("a smaller disk", "raw", 60),
  FILES("files made anew", "raw", 100, "--strategy", "files"),
  FILES_LARGER("files on a larger disk", "raw", 150, "--strategy", "files"),
  FILES_SMALLER("files on a smaller disk", "qcow2", 60, "--strategy", "files");

  private static final long MIB = 1 << 20;

  private final String title;
  private final String format;
  private final int percent;
  private final List<String> options;

  BootCopy(String title, String format, int percent, String... options) {
    this.title = title;
    this.format = format;
    this.percent = percent;
    this.options = List.of(options);
  }

  /** Format of the image, as QEMU names it. */
  String format() {
    return format;
  }

  /** Bytes of the copy of a disk, in whole MiB. */
  long size(long original) {
    return original * percent / 100 / MIB * MIB;
  }

  /** Options of {@code diskrep clone}. */
  List<String> options(long original) {
    List<String> all = new ArrayList<>(options);
    if (percent != 100) {
      all.addAll(List.of("--size", Long.toString(size(original))));
    }
    return all;
  }

  /** Whether file systems are made anew, for which it takes root. */
  boolean byFiles() {
    return options.contains("files");
  }

  /** Whether it is worth the time of a disk that takes a minute to boot. */
  boolean isEssential() {
    return this == ORIGINAL || this == QCOW2 || this == SMALLER || this == FILES_SMALLER;
  }

  @Override
  public String toString() {
    return title;
  }
}
