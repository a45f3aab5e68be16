package org.diskreplicator.engine.tool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Keeps the last lines of a program's output, without control characters; safe for all threads. */
final class LastLines implements Consumer<String> {
  private static final int LINES = 10;
  private static final int LINE_LENGTH = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  public synchronized void accept(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    String text = line.replaceAll("\\p{Cntrl}", "?").stripTrailing();
    lines.addLast(text.length() > LINE_LENGTH ? text.substring(0, LINE_LENGTH) + "..." : text);
  }

  synchronized String text() {
    return String.join("\n", lines);
  }
}
