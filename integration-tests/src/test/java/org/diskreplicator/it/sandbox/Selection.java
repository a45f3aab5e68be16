package org.diskreplicator.it.sandbox;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;

/** The cells that are to be run: those whose name matches the system property. */
final class Selection {
  /** A glob, such as {@code gpt*raw}. */
  private static final String PROPERTY = "matrix.cells";

  private final PathMatcher matcher =
      FileSystems.getDefault().getPathMatcher("glob:" + System.getProperty(PROPERTY, "*"));

  boolean includes(Object cell) {
    return matcher.matches(Path.of(cell.toString()));
  }
}
