package org.diskreplicator.it.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** How a command in the sandbox ended, and the very bytes that it printed; not to be changed. */
@SuppressWarnings("ArrayRecordComponent")
record SandboxResult(List<String> argv, int exitCode, byte[] stdout, byte[] stderr) {
  SandboxResult exits(int expected) {
    assertThat(exitCode).as(toString()).isEqualTo(expected);
    return this;
  }

  /** Standard output as text. */
  String text() {
    return new String(stdout, UTF_8);
  }

  /** Standard error as text. */
  String errors() {
    return new String(stderr, UTF_8);
  }

  @Override
  public String toString() {
    return "%s ended in the sandbox with %d%n--- stdout%n%s%n--- stderr%n%s"
        .formatted(argv, exitCode, text(), errors());
  }
}
