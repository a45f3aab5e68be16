package org.diskreplicator.engine.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Keeps the last lines of a stream that may be endless. */
final class TailBuffer implements Consumer<String> {
  private static final int LINES = 20;
  private static final int LINE_LENGTH = 500;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  public synchronized void accept(String line) {
    if (line.isBlank()) {
      return;
    }
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "..." : line);
  }

  synchronized String text() {
    return String.join("\n", lines);
  }
}
