package org.diskreplicator.engine.plan;

/** How sentences are put together. */
final class Wording {
  private Wording() {}

  static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
