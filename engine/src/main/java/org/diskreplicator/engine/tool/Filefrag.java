package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Reads where files have data with filefrag(8), which asks the kernel (FIEMAP). It sees each file
 * through a symbolic link with a harmless name.
 */
final class Filefrag {
  /** Links that are looked at by one process. */
  private static final int BATCH = 500;

  private static final Pattern HEADER = Pattern.compile("File size of (\\S+) is \\d+ .*");
  private static final Pattern EXTENT =
      Pattern.compile(" *\\d+: +(\\d+)\\.\\. *(\\d+): .*:([^:]*)");

  private final CommandRunner runner;
  private static final String UNSUPPORTED = "FIEMAP unsupported";

  private final Path links;
  private long counter;

  /**
   * Prepares readings.
   *
   * @param links folder for links, which need not exist
   */
  Filefrag(CommandRunner runner, Path links) {
    this.runner = runner;
    this.links = links;
  }

  /** The bytes of these regular files that were written; what is only reserved reads as zero. */
  List<ExtentSet> read(List<Path> files) {
    List<ExtentSet> data = new ArrayList<>(files.size());
    for (int from = 0; from < files.size(); from += BATCH) {
      data.addAll(batch(files.subList(from, Math.min(files.size(), from + BATCH))));
    }
    return data;
  }

  private List<ExtentSet> batch(List<Path> files) {
    List<Path> made = files.stream().map(this::link).toList();
    try {
      List<ExtentSet.Builder> builders = new ArrayList<>();
      CommandResult result = runner.run(command(made).withOutput(line -> take(line, builders)));
      if (result.exitCode() != 0 && result.stderr().contains(UNSUPPORTED)) {
        return files.stream().map(Filefrag::whole).toList();
      }
      result.orThrow();
      if (builders.size() != files.size()) {
        throw result.failure();
      }
      return builders.stream().map(ExtentSet.Builder::build).toList();
    } finally {
      made.forEach(Filefrag::unlink);
    }
  }

  /** A file system that does not tell where data lies has no holes that anybody could see. */
  private static ExtentSet whole(Path file) {
    try {
      long bytes = Files.size(file);
      return bytes == 0 ? ExtentSet.empty() : ExtentSet.builder().add(0, bytes).build();
    } catch (IOException e) {
      throw new InputOutputException("looking at " + file, e);
    }
  }

  private static Command command(List<Path> files) {
    List<String> arguments = new ArrayList<>(List.of("-v", "-b1", "--"));
    files.forEach(file -> arguments.add(file.toString()));
    return Command.of("looking for holes in files", Tool.FILEFRAG, arguments);
  }

  private static void take(String line, List<ExtentSet.Builder> builders) {
    Matcher extent = EXTENT.matcher(line);
    if (HEADER.matcher(line).matches()) {
      builders.add(ExtentSet.builder());
    } else if (extent.matches() && !extent.group(3).contains("unwritten")) {
      builders
          .get(builders.size() - 1)
          .add(Long.parseLong(extent.group(1)), Long.parseLong(extent.group(2)) + 1);
    }
  }

  private Path link(Path file) {
    try {
      Files.createDirectories(links);
      return Files.createSymbolicLink(links.resolve(Long.toString(counter++)), file);
    } catch (IOException e) {
      throw new InputOutputException("linking to " + file, e);
    }
  }

  private static void unlink(Path link) {
    try {
      Files.deleteIfExists(link);
    } catch (IOException e) {
      throw new InputOutputException("removing " + link, e);
    }
  }
}
