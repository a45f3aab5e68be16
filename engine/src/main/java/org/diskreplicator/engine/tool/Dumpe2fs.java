package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.ExtFileSystems;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * dumpe2fs(8), asked for the superblock alone.
 *
 * <p>Its exit code is an error number modulo 256 (measured with 1.47.0: 60 for a bad checksum of
 * the superblock, 67 for unsupported features), so standard error counts as well: a sound file
 * system prints the version there and nothing else.
 */
public final class Dumpe2fs implements ExtFileSystems {
  private static final String NAME = "dumpe2fs: ";
  private static final String VERSION = "dumpe2fs 1.";

  private final CommandRunner runner;

  public Dumpe2fs(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public Set<String> features(Path disk, long offset) {
    Dumpe2fsHeader header = new Dumpe2fsHeader();
    Optional<String> complaint = complaint(run(IoOptions.at(disk, offset), header));
    if (complaint.isPresent()) {
      throw refusal(complaint.get());
    }
    try {
      return header.features();
    } catch (MalformedReportException e) {
      throw refusal(e.reason());
    }
  }

  private static RefusedException refusal(String reason) {
    return new RefusedException(
        "This ext file system cannot be read: " + reason + ". Copy its blocks.");
  }

  /**
   * The superblock of the file system that {@code window} starts with.
   *
   * @throws CommandFailedException when it cannot be read
   */
  Dumpe2fsHeader header(Path window) {
    Dumpe2fsHeader header = new Dumpe2fsHeader();
    run(window.toString(), header).orThrow();
    return header;
  }

  private CommandResult run(String name, Dumpe2fsHeader header) {
    return runner.run(
        Command.of("reading the superblock of the ext file system", Tool.DUMPE2FS, "-h", name)
            .withOutput(header::line));
  }

  private static Optional<String> complaint(CommandResult result) {
    List<String> said =
        result
            .stderr()
            .lines()
            .filter(line -> !line.startsWith(VERSION))
            .map(String::strip)
            .toList();
    if (!said.isEmpty()) {
      return Optional.of(clause(said.get(0)));
    }
    return result.exitCode() == 0
        ? Optional.empty()
        : Optional.of("dumpe2fs ended with code " + result.exitCode());
  }

  /** {@code dumpe2fs: Bad magic number while trying to open FILE} without program and file. */
  private static String clause(String line) {
    String text = line.startsWith(NAME) ? line.substring(NAME.length()) : line;
    int trying = text.indexOf(" while trying to ");
    return (trying < 0 ? text : text.substring(0, trying)).replaceAll("\\p{Cntrl}", "?");
  }
}
