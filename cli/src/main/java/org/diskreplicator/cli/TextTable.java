package org.diskreplicator.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in columns; a heading that starts with {@code >} is right-aligned. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... headings) {
    this.headings = List.of(headings);
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line(headings.stream().map(TextTable::plain).toList()));
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private static String plain(String heading) {
    return heading.startsWith(">") ? heading.substring(1) : heading;
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String padding = " ".repeat(width(i) - length(cells.get(i)));
      boolean right = headings.get(i).startsWith(">");
      line.append(right ? padding : "").append(cells.get(i)).append(right ? "" : padding);
      line.append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int width = length(plain(headings.get(column)));
    for (List<String> row : rows) {
      width = Math.max(width, length(row.get(column)));
    }
    return width;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
