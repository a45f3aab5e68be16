package org.diskreplicator.engine.process;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a byte stream into lines at line feeds and carriage returns; long lines are cut. */
final class LineOutputStream extends OutputStream {
  private static final int LINE_LIMIT = 1 << 16;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> consumer;

  LineOutputStream(Consumer<String> consumer) {
    this.consumer = consumer;
  }

  @Override
  public void write(int value) {
    if (value == '\n' || value == '\r') {
      flushLine();
    } else if (line.size() < LINE_LIMIT) {
      line.write(value);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  /** Hands over the last line even when no line end came; commons-exec flushes only at the end. */
  @Override
  public void flush() {
    flushLine();
  }

  private void flushLine() {
    if (line.size() > 0) {
      consumer.accept(line.toString(StandardCharsets.UTF_8));
      line.reset();
    }
  }

  @Override
  public void close() {
    flushLine();
  }
}
