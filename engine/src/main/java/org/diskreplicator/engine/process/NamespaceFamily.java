package org.diskreplicator.engine.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A family in a process name space of its own, which nobody leaves (pid_namespaces(7)), and in a
 * mount name space, so that what it mounts or unmounts is seen by nobody else.
 *
 * <p>The name space's first process sleeps. When it ends, the kernel kills all others, so a program
 * is no first process itself: those that it leaves behind could not be seen.
 */
final class NamespaceFamily implements Family {
  private static final Path PROC = Path.of("/proc");
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration STEP = Duration.ofMillis(2);

  private final Process holder;
  private final ProcessHandle first;
  private final Path nameSpace;
  private final List<String> prefix;

  private NamespaceFamily(
      Process holder, ProcessHandle first, Path nameSpace, List<String> prefix) {
    this.holder = holder;
    this.first = first;
    this.nameSpace = nameSpace;
    this.prefix = List.copyOf(prefix);
  }

  /**
   * The family of a name space whose first process runs.
   *
   * @param holder ends the first process when it is killed
   */
  static NamespaceFamily of(Process holder, ProcessHandle first, List<String> prefix)
      throws IOException {
    return new NamespaceFamily(holder, first, nameSpace(PROC.resolve("" + first.pid())), prefix);
  }

  private static Path nameSpace(Path process) throws IOException {
    return Files.readSymbolicLink(process.resolve("ns/pid"));
  }

  @Override
  public List<String> prefix() {
    return prefix;
  }

  @Override
  public List<ProcessHandle> members() {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (isMember(process)) {
          MarkedProcesses.handle(process).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc is not mounted", e);
    }
    found.remove(first);
    return found;
  }

  /** One that is gone meanwhile, or that may not be looked at, is none. */
  private boolean isMember(Path process) {
    try {
      return nameSpace(process).equals(nameSpace) && !isZombie(process);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isZombie(Path process) throws IOException {
    byte[] bytes = Files.readAllBytes(process.resolve("stat"));
    String stat = new String(bytes, StandardCharsets.ISO_8859_1);
    return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
  }

  /**
   * The first process is gone when all others are. Java looks rarely at processes that are not its
   * children, so this looks itself.
   */
  @Override
  public void close() {
    holder.destroyForcibly();
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (isMember(PROC.resolve("" + first.pid())) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STEP.toNanos());
    }
    holder.onExit().join();
  }
}
