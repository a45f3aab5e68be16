package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressLineTest {
  private static final long GIB = 1L << 30;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 'copy    0 B of 10 GiB  0 %  0 B/s  0 s left'",
    "5, 10, 5, 'copy    5 GiB of 10 GiB  50 %  1 GiB/s  5 s left'",
    "1, 1000, 1, 'copy    1 GiB of 1000 GiB  0 %  1 GiB/s  16 min 39 s left'",
    "1, 100000, 1, 'copy    1 GiB of 97.7 TiB  0 %  1 GiB/s  27 h 46 min left'",
    "10, 10, 4, 'copy    10 GiB of 10 GiB  100 %  2.5 GiB/s  0 s left'",
    "0, 0, 1, 'copy    0 B of 0 B  100 %  0 B/s  0 s left'"
  })
  void aLineTellsBytesRateAndTimeLeft(long done, long total, double seconds, String line) {
    assertThat(ProgressLine.line("copy", done * GIB, total * GIB, seconds)).isEqualTo(line);
  }

  @Test
  void withoutATerminalAStepThatTookItsTimeIsOneLine() {
    ProgressLine progress = new ProgressLine(out, false);
    progress.start("copy", 3 * GIB);
    progress.at(GIB, 3 * GIB);
    progress.finish(1500);
    progress.start("verify", GIB);
    progress.finish(99);
    assertThat(printed()).isEqualTo("copy    3 GiB in 1.5 s, 2 GiB/s\n");
  }

  @Test
  void whoWantsQuietGetsQuiet() {
    ProgressLine progress = new ProgressLine(out, true);
    progress.start("copy", GIB);
    progress.at(GIB, GIB);
    progress.finish(5000);
    progress.clear();
    assertThat(printed()).isEmpty();
  }
}
