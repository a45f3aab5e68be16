package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.Resizers.Range;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * resize2fs(8) on plain files, without root.
 *
 * <p>It is always forced: otherwise it wants a note in the superblock that e2fsck has just looked,
 * and that note would have to be written by the kind of check that mends as well. What force
 * overrides is looked at here: the state and the full check before a resize, and the smallest size.
 *
 * <p>Measured with 1.47.0: of some 150 file systems with features by chance, each could be shrunk
 * to the blocks that {@code -P} tells, and e2fsck was content afterwards, but for the features
 * below.
 */
final class Resize2fs {
  private static final int SECTOR = 512;
  private static final String CLEAN = "clean";
  private static final String NEEDS_REPLAY = "needs_recovery";

  /** The kernel keeps inode numbers there, which encryption is derived from. */
  private static final String FIXED_INODES = "stable_inodes";

  /** It ends with 0 and leaves wrong bitmaps or counts, also when it makes them larger. */
  private static final List<String> SPOILED = List.of("bigalloc", "sparse_super2");

  private static final Pattern SMALLEST =
      Pattern.compile("^Estimated minimum size of the filesystem: (\\d+)$", Pattern.MULTILINE);

  /** How much more than told is asked for while a journal waits, whose content nobody counted. */
  private static final int REPLAY_SLACK = 16;

  private final CommandRunner runner;
  private final Dumpe2fs dumpe2fs;
  private final E2fsck e2fsck;

  Resize2fs(CommandRunner runner) {
    this.runner = runner;
    this.dumpe2fs = new Dumpe2fs(runner);
    this.e2fsck = new E2fsck(runner);
  }

  Range range(Path window) {
    try {
      return range(window, dumpe2fs.header(window));
    } catch (CommandFailedException | MalformedReportException e) {
      return Range.none("its superblock cannot be read");
    }
  }

  private Range range(Path window, Dumpe2fsHeader header) {
    Optional<String> obstacle = obstacle(header);
    if (obstacle.isPresent()) {
      return Range.none(obstacle.get());
    }
    if (header.features().contains(FIXED_INODES)) {
      return new Range(
          OptionalLong.empty(), true, "its feature " + FIXED_INODES + " forbids to shrink it");
    }
    return smallest(window, header)
        .map(bytes -> new Range(OptionalLong.of(bytes), true, ""))
        .orElseGet(() -> Range.none("resize2fs cannot tell how small it can become"));
  }

  private static Optional<String> obstacle(Dumpe2fsHeader header) {
    Set<String> features = header.features();
    if (!header.state().equals(CLEAN)) {
      return Optional.of("its state is '" + header.state() + "'");
    }
    return SPOILED.stream()
        .filter(features::contains)
        .findFirst()
        .map(feature -> "resize2fs would spoil it, as it has the feature " + feature);
  }

  private Optional<Long> smallest(Path window, Dumpe2fsHeader header) {
    CommandResult result =
        runner.run(
            Command.of(
                "asking how small the ext file system can become",
                Tool.RESIZE2FS,
                "-f",
                "-P",
                window.toString()));
    Matcher told = SMALLEST.matcher(result.stdout());
    return result.exitCode() == 0 && told.find()
        ? Optional.of(smallest(Long.parseLong(told.group(1)), header))
        : Optional.empty();
  }

  private static long smallest(long told, Dumpe2fsHeader header) {
    long slack = header.features().contains(NEEDS_REPLAY) ? told / REPLAY_SLACK : 0;
    long most = header.bytes() / header.blockSize();
    return Math.min(told + slack, most) * header.blockSize();
  }

  void resize(Path file, long bytes, CancelToken stop) {
    Dumpe2fsHeader header = dumpe2fs.header(file);
    obstacle(header)
        .ifPresent(
            reason -> {
              throw new RefusedException(
                  "An ext file system cannot get another size: " + reason + ".");
            });
    if (header.features().contains(NEEDS_REPLAY)) {
      e2fsck.replay(file);
    }
    requireSound(e2fsck.check(file, 0));
    requireRoom(file, bytes);
    run(file, bytes, stop);
  }

  private static void requireSound(Verdict verdict) {
    if (!verdict.agrees()) {
      throw new RefusedException(
          "An ext file system cannot get another size, because e2fsck finds it damaged ("
              + finding(verdict)
              + "); repair it first.");
    }
  }

  /** The first of its findings; the headings of its passes are none. */
  private static String finding(Verdict verdict) {
    return verdict
        .findings()
        .lines()
        .filter(line -> !line.startsWith("Pass "))
        .findFirst()
        .orElse("");
  }

  private void requireRoom(Path file, long bytes) {
    OptionalLong smallest = range(file).smallest();
    if (smallest.isPresent() && smallest.getAsLong() > bytes) {
      throw new RefusedException(
          "An ext file system cannot shrink to "
              + bytes
              + " bytes; it needs "
              + smallest.getAsLong()
              + ".");
    }
  }

  private void run(Path file, long bytes, CancelToken stop) {
    CommandResult result =
        runner.run(
            Command.of(
                    "resizing the ext file system",
                    Tool.RESIZE2FS,
                    "-f",
                    file.toString(),
                    bytes / SECTOR + "s")
                .stopWith(stop));
    if (result.exitCode() != 0) {
      throw new RefusedException(
          "An ext file system cannot get "
              + bytes
              + " bytes; resize2fs said: "
              + lastLine(result)
              + " Give it another size.");
    }
  }

  private static String lastLine(CommandResult result) {
    List<String> lines = (result.stdout() + "\n" + result.stderr()).lines().toList();
    return lines.stream()
        .filter(line -> !line.isBlank() && !line.startsWith("resize2fs 1."))
        .reduce((first, last) -> last)
        .orElse("nothing.")
        .replaceAll("\\p{Cntrl}", "?");
  }
}
