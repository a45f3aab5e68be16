package org.diskreplicator.engine.tool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of names for programs, each ended by a zero byte, as it is being written. */
final class NameList implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final OutputStream out;
  private boolean empty = true;

  NameList(Path file) throws IOException {
    this.file = file;
    this.out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  Path file() {
    return file;
  }

  boolean isEmpty() {
    return empty;
  }

  void add(byte[] name) {
    try {
      out.write(name);
      out.write(0);
      empty = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
