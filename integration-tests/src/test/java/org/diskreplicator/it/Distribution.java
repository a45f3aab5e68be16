package org.diskreplicator.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** The packaged command. */
public final class Distribution {
  private static final String PROPERTY = "diskrep.dist";

  private Distribution() {}

  /** The folder with {@code bin/diskrep}; the system property {@code diskrep.dist} names it. */
  public static Path folder() {
    Path folder = Path.of(System.getProperty(PROPERTY, "../cli/target/diskrep"));
    if (!Files.isExecutable(folder.resolve("bin/diskrep"))) {
      throw new IllegalStateException(
          "No packaged diskrep in " + folder + ": run mvn package first, or set " + PROPERTY);
    }
    return folder;
  }
}
