package org.diskreplicator.engine.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes that were started with one marker in their environment (proc(5)). Neither a new
 * session nor a dead parent hides them, only a cleared environment does.
 */
public final class MarkedProcesses {
  /** Name of the variable that holds the marker. */
  public static final String VARIABLE = "DISKREP_RUN";

  private static final Path PROC = Path.of("/proc");
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(2);

  private final String entry;

  public MarkedProcesses(String marker) {
    this.entry = VARIABLE + "=" + marker;
  }

  /** Those that run now, without zombies. */
  public List<ProcessHandle> running() {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (isMarked(process)) {
          handle(process).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc is not mounted", e);
    }
    return found;
  }

  static Optional<ProcessHandle> handle(Path process) {
    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
  }

  /** A zombie has no environment, and that of other users' processes cannot be read. */
  private boolean isMarked(Path process) {
    try {
      String text =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
      return text.startsWith(entry + '\0') || text.contains('\0' + entry + '\0');
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Kills them, and what they start meanwhile. One that waits for the kernel may stay.
   *
   * @return whether there were any
   */
  public boolean kill() {
    boolean any = false;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (List<ProcessHandle> found = running();
        !found.isEmpty() && System.nanoTime() < deadline;
        found = running()) {
      any = true;
      found.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(STEP.toNanos());
    }
    return any;
  }
}
