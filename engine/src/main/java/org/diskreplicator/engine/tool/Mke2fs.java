package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.ExtMaking;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/**
 * mke2fs(8), with an empty configuration instead of the machine's.
 *
 * <p>In a sparse file it punches holes and then writes no tables of inodes, for it knows that they
 * read as zeros.
 */
public final class Mke2fs implements ExtMaking {
  private static final long MIB = 1 << 20;

  private static final Map<String, String> TYPES =
      Map.of("usrquota", "user", "grpquota", "group", "prjquota", "project");

  /** Number, space used, soft and hard limit, files used, soft and hard limit. */
  private static final Pattern UNLIMITED = Pattern.compile(" *\\d+ +\\d+ +0 +0 +\\d+ +0 +0 *");

  private static final Pattern TITLE = Pattern.compile(" *[a-z].*");

  private final CommandRunner runner;
  private final ToolPaths tools;

  public Mke2fs(CommandRunner runner, ToolPaths tools) {
    this.runner = runner;
    this.tools = tools;
  }

  @Override
  public void make(Path file, Shape shape) {
    CommandResult result = runner.run(command(file, shape));
    if (result.exitCode() != 0) {
      throw new RefusedException(
          "This ext file system cannot be made anew: " + reason(result) + ". Copy its blocks.");
    }
  }

  @Override
  public void count(Path file, List<String> quotas) {
    runner
        .run(
            Command.of(
                "counting what users and groups use",
                Tool.TUNE2FS,
                "-O",
                "quota",
                "-Q",
                String.join(",", quotas),
                file.toString()))
        .orThrow();
  }

  @Override
  public boolean hasLimits(Path disk, long offset, List<String> quotas) {
    return quotas.stream()
        .flatMap(quota -> listed(disk, offset, TYPES.getOrDefault(quota, quota)))
        .anyMatch(line -> !TITLE.matcher(line).matches() && !UNLIMITED.matcher(line).matches());
  }

  private Stream<String> listed(Path disk, long offset, String type) {
    return runner
        .run(
            Command.of(
                "looking for quotas",
                Tool.DEBUGFS,
                "-R",
                "list_quota " + type,
                IoOptions.at(disk, offset)))
        .orThrow()
        .stdout()
        .lines();
  }

  /** The last line; without a configuration warnings come first. */
  private static String reason(CommandResult result) {
    return result
        .stderr()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce((earlier, last) -> last)
        .map(line -> line.replaceFirst("^mke2fs: ", ""))
        .orElse("mke2fs ended with code " + result.exitCode());
  }

  private Command command(Path file, Shape shape) {
    List<String> arguments =
        new ArrayList<>(
            List.of("MKE2FS_CONFIG=/dev/null", tools.require(Tool.MKE2FS).toString(), "-q", "-F"));
    arguments.addAll(List.of("-r", Integer.toString(shape.revision())));
    arguments.addAll(List.of("-O", "none" + (shape.revision() == 0 ? "" : features(shape))));
    arguments.addAll(List.of("-b", Long.toString(shape.blockSize())));
    arguments.addAll(List.of("-m", "0", "-N", Long.toString(shape.inodes())));
    if (shape.revision() > 0) {
      arguments.addAll(List.of("-I", Long.toString(shape.inodeSize())));
    }
    if (shape.clusterSize() != shape.blockSize()) {
      arguments.addAll(List.of("-C", Long.toString(shape.clusterSize())));
    }
    shape.blocksPerGroup().ifPresent(n -> arguments.addAll(List.of("-g", Long.toString(n))));
    shape.groupsPerFlex().ifPresent(n -> arguments.addAll(List.of("-G", Long.toString(n))));
    shape
        .journalBytes()
        .ifPresent(n -> arguments.addAll(List.of("-J", "size=" + (n + MIB - 1) / MIB)));
    arguments.addAll(List.of("-E", extended(shape), "-U", shape.uuid(), "--", file.toString()));
    return Command.of("making the ext file system", Tool.ENV, arguments);
  }

  private static String features(Shape shape) {
    return shape.features().stream().sorted().map(name -> "," + name).collect(Collectors.joining());
  }

  private static String extended(Shape shape) {
    List<String> options = new ArrayList<>();
    options.add("lazy_journal_init=1");
    options.add("hash_seed=" + shape.hashSeed());
    if (shape.features().contains("casefold")) {
      options.add("encoding=utf8");
    }
    if (shape.features().contains("sparse_super2")) {
      options.add("num_backup_sb=" + shape.backups());
    }
    return String.join(",", options);
  }
}
