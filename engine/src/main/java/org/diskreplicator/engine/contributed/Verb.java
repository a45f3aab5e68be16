package org.diskreplicator.engine.contributed;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a program can be asked to do; its first argument. */
public enum Verb {
  /** How many bytes are enough. */
  SMALLEST(Duration.ofMinutes(2), "asked how small it can be"),
  /** Make the content, empty or with all its files. */
  MAKE(Duration.ofHours(1), "making it"),
  /** Copy the files between two mounted folders. */
  COPY(Duration.ofHours(1), "copying its files"),
  /** Look whether what was made is in order. */
  CHECK(Duration.ofHours(1), "checking it");

  private final Duration limit;
  private final String doing;

  Verb(Duration limit, String doing) {
    this.limit = limit;
    this.doing = doing;
  }

  static Optional<Verb> of(String word) {
    return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How long it may take, unless the manifest says otherwise. */
  Duration limit() {
    return limit;
  }

  /** For messages. */
  String doing() {
    return doing;
  }
}
