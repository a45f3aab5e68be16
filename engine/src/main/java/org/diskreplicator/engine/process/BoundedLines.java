package org.diskreplicator.engine.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;
import org.diskreplicator.engine.process.ForeignResult.End;

/** Reads lines from a program that may print anything, and holds no more than one of them. */
final class BoundedLines {
  private static final int PIECE = 8 << 10;

  private final Predicate<String> consumer;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  BoundedLines(Predicate<String> consumer) {
    this.consumer = consumer;
  }

  /** Reads up to the end, or to the first line that is too long or not wanted. */
  Optional<End> read(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      Optional<End> end = take(piece, count);
      if (end.isPresent()) {
        return end;
      }
    }
    return line.size() == 0 ? Optional.empty() : handOver();
  }

  private Optional<End> take(byte[] piece, int count) {
    int start = 0;
    for (int i = 0; i < count; i++) {
      if (piece[i] == '\n') {
        line.write(piece, start, i - start);
        start = i + 1;
        Optional<End> end = handOver();
        if (end.isPresent()) {
          return end;
        }
      }
    }
    line.write(piece, start, count - start);
    return line.size() > ForeignRunner.LINE_LIMIT
        ? Optional.of(End.LINE_TOO_LONG)
        : Optional.empty();
  }

  private Optional<End> handOver() {
    if (line.size() > ForeignRunner.LINE_LIMIT) {
      return Optional.of(End.LINE_TOO_LONG);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    return consumer.test(text) ? Optional.empty() : Optional.of(End.REJECTED);
  }
}
