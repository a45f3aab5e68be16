package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TextTable table = new TextTable("#", ">size", "label");
    table.add("1", "15 MiB", "EFI");
    table.add("12", "4 KiB", "");
    assertThat(table.lines())
        .containsExactly(
            "#     size  label", //
            "1   15 MiB  EFI",
            "12   4 KiB");
  }

  @Test
  void charactersCountAndNotUnits() {
    TextTable table = new TextTable("name", "x");
    table.add("😀", "y");
    assertThat(table.lines()).containsExactly("name  x", "😀     y");
  }

  @Test
  void aTableWithoutRowsIsItsHeading() {
    assertThat(new TextTable("a", ">b").lines()).containsExactly("a  b");
  }
}
