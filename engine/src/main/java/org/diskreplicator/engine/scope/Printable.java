package org.diskreplicator.engine.scope;

/** Text for messages: what came from outside cannot move the cursor or begin a new line. */
final class Printable {
  private Printable() {}

  static String of(Object text) {
    StringBuilder shown = new StringBuilder();
    text.toString()
        .codePoints()
        .forEach(
            point -> {
              if (Character.isISOControl(point)) {
                shown.append(String.format("\\u%04x", point));
              } else {
                shown.appendCodePoint(point);
              }
            });
    return shown.toString();
  }
}
