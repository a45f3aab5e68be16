package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a real program printed once. */
final class Recorded {
  private Recorded() {}

  /** The text of a file such as {@code sfdisk-2.38.1/gpt.json}. */
  static String text(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Recorded.class.getResourceAsStream("/" + name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
