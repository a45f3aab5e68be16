package org.diskreplicator.engine.tool;

import java.nio.file.Path;

/** Names a file system inside a file the way libext2fs reads it: {@code FILE?offset=BYTES}. */
final class IoOptions {
  private IoOptions() {}

  static String at(Path file, long offset) {
    return offset == 0 ? file.toString() : file + "?offset=" + offset;
  }
}
