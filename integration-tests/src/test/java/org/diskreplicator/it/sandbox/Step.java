package org.diskreplicator.it.sandbox;

import java.util.List;
import java.util.Optional;

/** A copy to make of each disk: a column of the matrix. */
enum Step {
  QCOW2("disk to qcow2", Optional.empty(), "qcow2"),
  RAW("qcow2 to raw", Optional.of(QCOW2), "raw"),
  QCOW2_AGAIN("raw to qcow2", Optional.of(RAW), "qcow2"),
  COMPRESSED("disk to compressed qcow2", Optional.empty(), "qcow2", "--compress"),
  FILES("disk to qcow2 by files", Optional.empty(), "qcow2", "--strategy", "files"),
  FILES_AGAIN("by files to raw again", Optional.of(FILES), "raw", "--strategy", "files");

  private final String title;
  private final Optional<Step> before;
  private final String format;
  private final List<String> options;

  Step(String title, Optional<Step> before, String format, String... options) {
    this.title = title;
    this.before = before;
    this.format = format;
    this.options = List.of(options);
  }

  /** The step whose copy is the source of this one; without it the fixture itself is. */
  Optional<Step> before() {
    return before;
  }

  /** Whether a raw file is made on the way. */
  boolean needsRaw() {
    return format.equals("raw") || before.map(Step::needsRaw).orElse(false);
  }

  /** Format of the copy, as QEMU names it. */
  String format() {
    return format;
  }

  /** Whether file systems are made anew, for which it takes root. */
  boolean byFiles() {
    return options.contains("files");
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
