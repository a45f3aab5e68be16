package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process of one boot, so that a recycled process number is not mistaken for it (proc(5)).
 *
 * @param startTicks clock ticks from boot to its start
 * @param bootId of the running kernel
 */
public record ProcessIdentity(long pid, long startTicks, String bootId) {
  private static final Path PROC = Path.of("/proc");
  private static final Pattern EFFECTIVE_UID = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)");
  private static final Pattern EFFECTIVE_GID = Pattern.compile("(?m)^Gid:\\s+\\d+\\s+(\\d+)");
  private static final Pattern UMASK = Pattern.compile("(?m)^Umask:\\s+([0-7]+)");
  private static final int STATE = 0;
  private static final int START_TICKS = 19;

  /** The process that asks. */
  public static ProcessIdentity current() {
    return of(ProcessHandle.current().pid())
        .orElseThrow(() -> new IllegalStateException("/proc is not mounted"));
  }

  /** The process that has the number {@code pid} now; empty when it is gone or a zombie. */
  public static Optional<ProcessIdentity> of(long pid) {
    return read(PROC.resolve(pid + "/stat"))
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1))
        .filter(fields -> !fields[STATE].equals("Z") && !fields[STATE].equals("X"))
        .map(fields -> new ProcessIdentity(pid, Long.parseLong(fields[START_TICKS]), boot()));
  }

  /** Whether it still runs; a zombie does not. */
  public boolean isAlive() {
    return of(pid).equals(Optional.of(this));
  }

  /** Whether process {@code pid} runs and has {@code text} on its command line. */
  public static boolean isRunningWith(long pid, String text) {
    return of(pid).isPresent() && read(PROC.resolve(pid + "/cmdline")).orElse("").contains(text);
  }

  /** User number that decides what this process may do. */
  public static long effectiveUserId() {
    return Long.parseLong(status(EFFECTIVE_UID));
  }

  /** Group number that new files of this process get. */
  static long effectiveGroupId() {
    return Long.parseLong(status(EFFECTIVE_GID));
  }

  /** Mode bits that new files of this process do not get. */
  static int umask() {
    return Integer.parseInt(status(UMASK), 8);
  }

  private static String status(Pattern line) {
    Matcher found = line.matcher(read(PROC.resolve("self/status")).orElse(""));
    if (!found.find()) {
      throw new IllegalStateException("/proc is not mounted");
    }
    return found.group(1);
  }

  private static String boot() {
    return read(PROC.resolve("sys/kernel/random/boot_id")).orElse("").strip();
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return vanished(file, e);
    }
  }

  /** A process that ends while it is read gives "No such process". */
  private static Optional<String> vanished(Path file, IOException e) {
    if (Files.exists(file)) {
      throw new UncheckedIOException(e);
    }
    return Optional.empty();
  }
}
