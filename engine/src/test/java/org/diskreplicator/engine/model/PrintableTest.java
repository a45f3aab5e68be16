package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "a b 'c' \"d\" $(e) \\", "é 漢 😀"})
  void whatIsHarmlessStaysAsItIs(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'a\nb', a\\nb",
    "'\u001b[2J', \\u001b[2J",
    "'x\ry', x\\u000dy",
    "'\u0007', \\u0007",
    "'\u007f', \\u007f",
    "'\u009b31m', \\u009b31m",
    "'a\u202eb', a\\u202eb",
    "'a\u200bb', a\\u200bb"
  })
  void whatMovesTheCursorIsShown(String text, String shown) {
    assertThat(Printable.of(text)).isEqualTo(shown);
  }

  @Test
  void noControlCharacterGetsThrough() {
    String all =
        IntStream.rangeClosed(0, 0xa0)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertThat(Printable.of(all).chars()).noneMatch(Character::isISOControl);
  }
}
