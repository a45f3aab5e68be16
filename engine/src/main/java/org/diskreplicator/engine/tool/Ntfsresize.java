package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.Resizers.Range;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * ntfsresize(8) on plain files, without root.
 *
 * <p>It refuses a volume that is marked dirty, but not one that a suspended Windows lies in. The
 * used map's state tells that of a source; ntfs-3g.probe, which opens for writing, is only asked
 * about the file that is to be resized, in case nobody else looked. After a resize Windows checks
 * the volume when it starts next: ntfsresize marks it so, and that mark is left.
 */
final class Ntfsresize {
  private static final Pattern SMALLEST =
      Pattern.compile("^You might resize at (\\d+) bytes", Pattern.MULTILINE);
  private static final Pattern ERROR = Pattern.compile("^ERROR: (.+?)\\.?$", Pattern.MULTILINE);
  private static final String FULL = "Volume is full";

  /** Exit code of ntfs-3g.probe. */
  private static final int HIBERNATED = 14;

  private final CommandRunner runner;

  Ntfsresize(CommandRunner runner) {
    this.runner = runner;
  }

  Range range(Path window) {
    CommandResult result = info(window);
    String said = said(result);
    Matcher told = SMALLEST.matcher(said);
    if (result.exitCode() == 0 && told.find()) {
      return new Range(OptionalLong.of(Long.parseLong(told.group(1))), true, "");
    }
    return said.contains(FULL)
        ? new Range(OptionalLong.of(size(window)), true, "")
        : Range.none("ntfsresize said: " + reason(said));
  }

  private boolean isHibernated(Path file) {
    CommandResult result =
        runner.run(
            Command.of(
                "looking for a suspended Windows",
                Tool.NTFS_3G_PROBE,
                "--readwrite",
                file.toString()));
    return result.exitCode() == HIBERNATED;
  }

  private CommandResult info(Path window) {
    return runner.run(
        Command.of(
            "asking how small the NTFS volume can become",
            Tool.NTFSRESIZE,
            "--info",
            "--no-progress-bar",
            window.toString()));
  }

  private static String said(CommandResult result) {
    return result.stdout() + "\n" + result.stderr();
  }

  private static String reason(String said) {
    Matcher error = ERROR.matcher(said);
    return Optional.of(error)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .orElse("nothing")
        .replaceAll("\\p{Cntrl}", "?");
  }

  private static long size(Path window) {
    try {
      return Files.size(window);
    } catch (IOException e) {
      throw new InputOutputException("looking at " + window, e);
    }
  }

  void resize(Path file, long bytes, CancelToken stop) {
    if (isHibernated(file)) {
      throw new RefusedException(
          "An NTFS volume cannot get another size, because a suspended Windows lies in it; start"
              + " that Windows and shut it down.");
    }
    CommandResult result =
        runner.run(
            Command.of(
                    "resizing the NTFS volume",
                    Tool.NTFSRESIZE,
                    "--force",
                    "--no-progress-bar",
                    "--size",
                    Long.toString(bytes),
                    file.toString())
                .stopWith(stop));
    if (result.exitCode() != 0) {
      throw new RefusedException(
          "An NTFS volume cannot get "
              + bytes
              + " bytes, as ntfsresize said: "
              + reason(said(result))
              + "; give it another size, or let Windows check it.");
    }
  }
}
