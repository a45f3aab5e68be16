package org.diskreplicator.engine.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;

/**
 * Finds programs on a search path.
 *
 * <p>The system's {@code sbin} folders always belong to it: Debian leaves them out of an ordinary
 * user's PATH although sfdisk, dumpe2fs and fsck.fat serve ordinary users well.
 */
public final class ToolPaths {
  private static final List<String> SYSTEM =
      List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private final List<Path> folders;

  public ToolPaths(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * The folders of {@code DISKREP_PATH} alone when that is set; else those of {@code PATH}, then
   * those of the system.
   */
  public static ToolPaths ofEnvironment() {
    String own = System.getenv("DISKREP_PATH");
    if (own != null) {
      return new ToolPaths(Arrays.stream(own.split(File.pathSeparator)).map(Path::of).toList());
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return new ToolPaths(
        Stream.concat(Arrays.stream(path.split(File.pathSeparator)), SYSTEM.stream())
            .filter(folder -> folder.startsWith("/"))
            .distinct()
            .map(Path::of)
            .toList());
  }

  /** The folders, in the form of {@code PATH}. */
  public String searchPath() {
    return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /** Absolute path of the program, when it is installed. */
  public Optional<Path> find(Tool tool) {
    return find(tool.program());
  }

  /** Absolute path of a program that others need, when it is installed. */
  public Optional<Path> find(String program) {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(file -> Files.isExecutable(file) && Files.isRegularFile(file))
        .findFirst();
  }

  /**
   * Absolute path of the program.
   *
   * @throws MissingPrerequisiteException when it is not installed
   */
  public Path require(Tool tool) {
    return find(tool)
        .orElseThrow(
            () ->
                new MissingPrerequisiteException(
                    "The program " + tool.program(),
                    "Install it with: " + tool.installCommand() + ", or run ci/setup."));
  }
}
