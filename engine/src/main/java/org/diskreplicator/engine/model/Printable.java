package org.diskreplicator.engine.model;

/**
 * Text that came from outside, harmless for a terminal: what would move the cursor, begin a line or
 * hide other text becomes a visible escape.
 */
public final class Printable {
  private Printable() {}

  /** The text of an object, such as a label or a path. */
  public static String of(Object value) {
    String text = value.toString();
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
