package org.diskreplicator.it.sandbox;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.it.sandbox.Report.Entry;
import org.diskreplicator.it.sandbox.Report.Result;

/** The report for people: a table, and below it what failed, what was skipped, and the notes. */
record MarkdownReport(List<Entry> entries, Map<String, String> notes) {
  String text() {
    List<String> lines = new ArrayList<>(List.of("# Round trips", ""));
    for (Result result : Result.values()) {
      lines.add("- " + result + ": " + with(result).size());
    }
    double seconds = entries.stream().mapToDouble(Entry::seconds).sum();
    lines.add(String.format(Locale.ROOT, "- seconds of all cells, two at a time: %.0f", seconds));
    lines.add("");
    lines.addAll(table());
    lines.addAll(list("Failed", with(Result.FAILED)));
    lines.addAll(list("Skipped", with(Result.SKIPPED)));
    lines.addAll(List.of("", "## How the files were read", ""));
    notes.forEach((row, note) -> lines.add("- " + row + ": " + note));
    return String.join("\n", lines) + "\n";
  }

  private List<Entry> with(Result result) {
    return entries.stream().filter(entry -> entry.result() == result).toList();
  }

  private List<String> table() {
    List<String> columns = entries.stream().map(Entry::column).distinct().toList();
    List<String> lines = new ArrayList<>();
    lines.add("| fixture | " + String.join(" | ", columns) + " |");
    lines.add("|---".repeat(columns.size() + 1) + "|");
    for (String row : entries.stream().map(Entry::row).distinct().toList()) {
      lines.add(
          columns.stream()
              .map(column -> find(row, column).map(MarkdownReport::cell).orElse(""))
              .collect(joining(" | ", "| " + row + " | ", " |")));
    }
    return lines;
  }

  private Optional<Entry> find(String row, String column) {
    return entries.stream()
        .filter(entry -> entry.row().equals(row) && entry.column().equals(column))
        .findFirst();
  }

  private static String cell(Entry entry) {
    return switch (entry.result()) {
      case PASSED -> String.format(Locale.ROOT, "%.1f s", entry.seconds());
      case FAILED -> "**failed**";
      case SKIPPED -> "skipped";
    };
  }

  private static List<String> list(String title, List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of("", "## " + title, ""));
    for (Entry entry : entries) {
      lines.add("- " + entry.row() + ": " + entry.column());
      lines.add("");
      entry.reason().lines().forEach(line -> lines.add("      " + line));
      lines.add("");
    }
    return lines;
  }
}
