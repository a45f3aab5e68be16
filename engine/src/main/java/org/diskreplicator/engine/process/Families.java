package org.diskreplicator.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes the families of foreign programs: in name spaces where the kernel allows that. */
final class Families {
  private static final Duration READY = Duration.ofSeconds(5);
  private static final int LOOK_MILLIS = 2;

  private final ToolPaths paths;
  private final Confinement confinement;

  Families(ToolPaths paths, Confinement confinement) {
    this.paths = paths;
    this.confinement = confinement;
  }

  /** What a family is kept together by. */
  enum Confinement {
    /** Name spaces, or the marker where there are none. */
    BEST,
    MARKER
  }

  Family begin(ForeignCommand command) throws IOException {
    MarkedProcesses marked = new MarkedProcesses(command.marker());
    if (confinement == Confinement.BEST) {
      Optional<Family> confined = confined(command);
      if (confined.isPresent()) {
        return confined.get();
      }
    }
    return new MarkedFamily(dyingWithUs(), marked);
  }

  private List<String> dyingWithUs() {
    return paths
        .find(Tool.SETPRIV)
        .map(setpriv -> List.of(setpriv.toString(), "--pdeathsig", "KILL", "--"))
        .orElse(List.of());
  }

  private Optional<Family> confined(ForeignCommand command) throws IOException {
    Optional<Path> unshare = paths.find(Tool.UNSHARE);
    Optional<Path> enter = paths.find(Tool.NSENTER);
    Optional<Path> sleep = paths.find(Tool.SLEEP);
    if (unshare.isEmpty() || enter.isEmpty() || sleep.isEmpty()) {
      return Optional.empty();
    }
    boolean superUser = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    Process holder = start(command, holding(unshare.get(), sleep.get(), superUser));
    Optional<ProcessHandle> first = awaitFirst(holder);
    if (first.isEmpty()) {
      holder.destroyForcibly();
      return Optional.empty();
    }
    List<String> prefix = entering(enter.get(), first.get(), superUser, command.folder());
    return Optional.of(NamespaceFamily.of(holder, first.get(), prefix));
  }

  private static Process start(ForeignCommand command, List<String> argv) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(argv).directory(command.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<String> holding(Path unshare, Path sleep, boolean superUser) {
    List<String> argv = new ArrayList<>(dyingWithUs());
    argv.add(unshare.toString());
    if (!superUser) {
      argv.addAll(List.of("--user", "--map-current-user"));
    }
    argv.addAll(List.of("--mount", "--propagation", "slave", "--mount-proc"));
    argv.addAll(List.of("--pid", "--fork", "--kill-child=KILL", "--"));
    argv.addAll(List.of(sleep.toString(), "infinity"));
    return argv;
  }

  private List<String> entering(Path enter, ProcessHandle first, boolean superUser, Path folder) {
    List<String> argv = new ArrayList<>(dyingWithUs());
    argv.addAll(List.of(enter.toString(), "--target", Long.toString(first.pid())));
    if (!superUser) {
      argv.addAll(List.of("--user", "--preserve-credentials"));
    }
    argv.addAll(List.of("--mount", "--pid", "--wdns=" + folder, "--"));
    return argv;
  }

  /** The name space is complete when its first process sleeps. */
  private static Optional<ProcessHandle> awaitFirst(Process holder) throws IOException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < deadline) {
      Iterator<ProcessHandle> children = holder.children().iterator();
      if (children.hasNext()) {
        ProcessHandle first = children.next();
        if (isAsleep(first)) {
          return Optional.of(first);
        }
      }
      if (hasEnded(holder)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isAsleep(ProcessHandle process) {
    try {
      Path name = Path.of("/proc/" + process.pid() + "/comm");
      return Files.readString(name).strip().equals(Tool.SLEEP.program());
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasEnded(Process holder) {
    try {
      return holder.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
