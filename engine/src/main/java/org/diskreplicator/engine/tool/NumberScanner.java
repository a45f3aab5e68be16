package org.diskreplicator.engine.tool;

/** Reads decimal numbers and the text between them, without an object for each. */
final class NumberScanner {
  /** Longer numbers may not fit 63 bits. */
  private static final int MOST_DIGITS = 18;

  private final String text;
  private int at;

  NumberScanner(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /** The number here, or -1 when there is none that can be believed; moves behind it. */
  long number() {
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = value * 10 + (text.charAt(at++) - '0');
    }
    return at == start || at - start > MOST_DIGITS ? -1 : value;
  }

  /** Moves behind {@code expected} when it comes here. */
  boolean skip(char expected) {
    boolean here = at < text.length() && text.charAt(at) == expected;
    if (here) {
      at++;
    }
    return here;
  }

  boolean atEnd() {
    return at == text.length();
  }

  int position() {
    return at;
  }
}
