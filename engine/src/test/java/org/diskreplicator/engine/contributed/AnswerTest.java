package org.diskreplicator.engine.contributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerTest {
  private final List<Long> progress = new ArrayList<>();
  private final Answer answer = new Answer(progress::add);

  private boolean take(String line) {
    return answer.test(line.replace('\'', '"'));
  }

  @Test
  void eachKindOfLineIsTaken() {
    assertThat(take("{'progress': 4096}")).isTrue();
    assertThat(take("")).isTrue();
    assertThat(take("{'log': 'formatting'}")).isTrue();
    assertThat(take("{'result': {'bytes': 70000, 'warnings': ['no labels']}}")).isTrue();
    assertThat(progress).containsExactly(4096L);
    assertThat(answer.log()).containsExactly("formatting");
    assertThat(answer.bytes()).hasValue(70000);
    assertThat(answer.warnings()).containsExactly("no labels");
    assertThat(answer.violation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "[1]",
        "{}",
        "{'progress': 1, 'log': 'x'}",
        "{'progress': -1}",
        "{'progress': 'half'}",
        "{'progress': 1e99}",
        "{'result': {'size': 1}}",
        "{'result': {'bytes': 'many'}}",
        "{'result': {'warnings': 'one'}}",
        "{'result': 5}",
        "{'log': {}}",
        "{'log': 'x'} {'log': 'y'}"
      })
  void anythingElseEndsTheConversation(String line) {
    assertThat(take(line)).isFalse();
    assertThat(answer.violation()).isPresent();
  }

  @Test
  void thereIsOneResult() {
    assertThat(take("{'result': {}}")).isTrue();
    assertThat(take("{'result': {}}")).isFalse();
    assertThat(answer.violation().orElseThrow()).contains("second result");
  }

  @Test
  void whatIsShownOfALineIsHarmlessAndShort() {
    assertThat(take("\u001b[31m" + "x".repeat(500))).isFalse();
    assertThat(answer.violation().orElseThrow()).contains("\\u001b").hasSizeLessThan(150);
  }

  @Test
  void onlyTheLastLogLinesAreKept() {
    for (int i = 0; i < 50; i++) {
      take("{'log': 'line " + i + "'}");
    }
    assertThat(answer.log()).hasSize(20).last().isEqualTo("line 49");
  }
}
