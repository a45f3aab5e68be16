package org.diskreplicator.engine.compare;

import java.util.Optional;

/** How a difference is told. */
final class Wording {
  private static final int LONGEST = 60;

  private Wording() {}

  /** Such as {@code mode 0644 in the source, 0600 in the copy}. */
  static String of(String name, Object source, Object copy) {
    return name + " " + text(source) + " in the source, " + text(copy) + " in the copy";
  }

  private static String text(Object value) {
    String text =
        value instanceof Optional<?> maybe
            ? maybe.map(Object::toString).orElse("")
            : value.toString();
    if (text.isEmpty()) {
      return "none";
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
