package org.diskreplicator.it.sandbox;

import java.util.List;

/** What is booted of a fixture. */
enum BootCopy {
  ORIGINAL("the disk itself", "raw"),
  QCOW2("qcow2", "qcow2"),
  COMPRESSED("compressed qcow2", "qcow2", "--compress"),
  RAW("raw", "raw");

  private final String title;
  private final String format;
  private final List<String> options;

  BootCopy(String title, String format, String... options) {
    this.title = title;
    this.format = format;
    this.options = List.of(options);
  }

  /** Format of the image, as QEMU names it. */
  String format() {
    return format;
  }

  /** Options of {@code diskrep clone}. */
  List<String> options() {
    return options;
  }

  @Override
  public String toString() {
    return title;
  }
}
