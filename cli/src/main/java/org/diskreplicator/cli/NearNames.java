package org.diskreplicator.cli;

import java.util.Comparator;
import java.util.List;

/** Finds what somebody may have meant who mistyped a name. */
final class NearNames {
  private static final int MOST = 4;

  private NearNames() {}

  /** Names that hold {@code wanted} or are spelled much alike, nearest first. */
  static List<String> of(String wanted, List<String> names) {
    int tolerance = Math.max(2, wanted.length() / 3);
    return names.stream()
        .filter(name -> contains(name, wanted) || distance(wanted, name) <= tolerance)
        .sorted(Comparator.comparingInt(name -> distance(wanted, name)))
        .limit(MOST)
        .toList();
  }

  private static boolean contains(String name, String part) {
    return !part.isEmpty() && name.contains(part);
  }

  /** Letters to put in, take out or change (Levenshtein). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
