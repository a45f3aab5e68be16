package org.diskreplicator.cli;

/** Makes hostile text harmless for a terminal: control characters become visible escapes. */
final class Printable {
  private Printable() {}

  static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(safe, c));
    return safe.toString();
  }

  private static void append(StringBuilder safe, int c) {
    if (c == '\n') {
      safe.append("\\n");
    } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
      safe.append(String.format("\\u%04x", c));
    } else {
      safe.appendCodePoint(c);
    }
  }
}
