package org.diskreplicator.engine.tool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Keeps the last lines of a check's output, without control characters. */
final class LastLines implements Consumer<String> {
  private static final int LINES = 10;
  private static final int LINE_LENGTH = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  @Override
  public void accept(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    String text = line.replaceAll("\\p{Cntrl}", "?").stripTrailing();
    lines.addLast(text.length() > LINE_LENGTH ? text.substring(0, LINE_LENGTH) + "..." : text);
  }

  String text() {
    return String.join("\n", lines);
  }
}
