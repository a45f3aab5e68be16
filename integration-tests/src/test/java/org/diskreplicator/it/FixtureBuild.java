package org.diskreplicator.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.diskreplicator.fixtures.FixtureDisks;

/** A build of a fixture in a process of its own, which can be killed. */
final class FixtureBuild {
  private FixtureBuild() {}

  static Process start(String name, Path out) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String classes = System.getProperty("java.class.path");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(), "-cp", classes, FixtureBuild.class.getName(), name, out.toString());
    File log = out.resolveSibling("build.log").toFile();
    try {
      return builder.redirectErrorStream(true).redirectOutput(log).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Arguments: the name of a fixture, and the file to make. */
  public static void main(String[] arguments) {
    FixtureDisks.build(arguments[0], Path.of(arguments[1]));
  }
}
