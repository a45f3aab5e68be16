package org.diskreplicator.engine.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Small shell scripts in a folder, under the names of real programs. */
final class Programs {
  private final Path folder;

  Programs(Path folder) {
    this.folder = folder;
  }

  /** Makes {@code tool} a script of these lines; {@code $HERE} in it is the folder. */
  Programs with(Tool tool, String... lines) {
    Path file = folder.resolve(tool.program());
    try {
      Files.writeString(
          file, "#!/bin/sh\nHERE='" + folder + "'\n" + String.join("\n", lines) + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ToolPaths paths() {
    return new ToolPaths(List.of(folder));
  }

  Path file(String name) {
    return folder.resolve(name);
  }
}
