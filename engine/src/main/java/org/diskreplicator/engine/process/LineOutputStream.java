package org.diskreplicator.engine.process;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts a byte stream into lines at line feeds and carriage returns; long lines are cut. */
final class LineOutputStream extends OutputStream {
  /** More than any line that is looked for has. */
  private static final int LINE_LIMIT = 1 << 20;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> consumer;
  private final Charset charset;

  LineOutputStream(Consumer<String> consumer) {
    this(consumer, StandardCharsets.UTF_8);
  }

  LineOutputStream(Consumer<String> consumer, Charset charset) {
    this.consumer = consumer;
    this.charset = charset;
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
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        append(bytes, start, i - start);
        flushLine();
        start = i + 1;
      }
    }
    append(bytes, start, end - start);
  }

  private void append(byte[] bytes, int offset, int length) {
    line.write(bytes, offset, Math.min(length, LINE_LIMIT - line.size()));
  }

  /** Hands over the last line even when no line end came; commons-exec flushes only at the end. */
  @Override
  public void flush() {
    flushLine();
  }

  private void flushLine() {
    if (line.size() > 0) {
      consumer.accept(line.toString(charset));
      line.reset();
    }
  }

  @Override
  public void close() {
    flushLine();
  }
}
