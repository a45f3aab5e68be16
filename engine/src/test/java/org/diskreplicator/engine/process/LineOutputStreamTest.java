package org.diskreplicator.engine.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineOutputStreamTest {
  private final List<String> lines = new ArrayList<>();
  private final LineOutputStream stream = new LineOutputStream(lines::add);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void pieces_of_any_size_give_the_same_lines(int piece) {
    byte[] bytes = "one\n10%\r20%\r\n\n  grün\nlast".getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i += piece) {
      stream.write(bytes, i, Math.min(piece, bytes.length - i));
    }
    stream.close();

    assertThat(lines).containsExactly("one", "10%", "20%", "  grün", "last");
  }

  @Test
  void a_line_without_end_is_cut() {
    byte[] bytes = "x".repeat(300_000).getBytes(UTF_8);
    for (int i = 0; i < 5; i++) {
      stream.write(bytes, 0, bytes.length);
    }
    stream.write('\n');

    assertThat(lines).singleElement().satisfies(line -> assertThat(line).hasSize(1 << 20));
  }

  @Test
  void the_free_ranges_of_a_group_stay_whole() {
    String line = "  Free blocks: " + "1234567890-1234567899, ".repeat(32_000);
    stream.write((line + "\n").getBytes(UTF_8), 0, line.length() + 1);

    assertThat(lines).containsExactly(line);
  }
}
