package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;

/** How diskrep ended, and what it printed. */
record Outcome(List<String> argv, int exitCode, String stdout, String stderr) {
  Outcome exits(int expected) {
    assertThat(exitCode).as(toString()).isEqualTo(expected);
    return this;
  }

  /** Asserts one sentence on standard error and nothing on standard output. */
  Outcome saysOneSentence() {
    assertThat(stderr.lines().toList()).as(toString()).hasSize(1);
    assertThat(stderr).as(toString()).startsWith("diskrep: ");
    assertThat(stdout).as(toString()).isEmpty();
    return this;
  }

  /** Asserts that the text of both streams matches somewhere, in any case. */
  Outcome tells(String regex) {
    assertThat(stdout + stderr).as(toString()).containsPattern("(?i)" + regex);
    return this;
  }

  /** The lines of standard output, each of which must be one JSON object. */
  List<JsonObject> json() {
    return stdout.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  @Override
  public String toString() {
    return "%s ended with %d%n--- stdout%n%s%n--- stderr%n%s"
        .formatted(argv, exitCode, stdout, stderr);
  }
}
