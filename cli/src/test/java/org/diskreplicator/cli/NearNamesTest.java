package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearNamesTest {
  private static final List<String> NAMES =
      List.of("gpt", "mbr", "bare-ext4", "dirty-ext4", "empty", "empty-gpt");

  @ParameterizedTest
  @CsvSource({
    "gtp, gpt",
    "GPT, ''",
    "ext4, bare-ext4 dirty-ext4",
    "emtpy, empty",
    "empty, empty empty-gpt",
    "dirty-ext3, dirty-ext4",
    "nonsense, ''",
    "'', ''"
  })
  void whatIsMeantComesFirst(String wanted, String near) {
    assertThat(String.join(" ", NearNames.of(wanted, NAMES))).isEqualTo(near);
  }

  @Test
  void thereAreNeverMany() {
    List<String> many = List.of("disk1", "disk2", "disk3", "disk4", "disk5", "disk6");
    assertThat(NearNames.of("disk", many)).hasSize(4);
  }
}
