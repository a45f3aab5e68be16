package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.MarkedProcesses;
import org.diskreplicator.engine.process.Tool;

/**
 * Carries out an {@link Undo}; doing it twice is harmless.
 *
 * <p>The runner must not share the run's cancel token: after Ctrl-C it would refuse to unmount.
 */
public final class Undoer {
  private static final Polling GRACE = new Polling(Duration.ofMillis(5), Duration.ofSeconds(10));
  private static final Polling BUSY = new Polling(Duration.ofMillis(50), Duration.ofSeconds(2));

  private final CommandRunner runner;
  private final NbdDevices nbd;

  public Undoer(CommandRunner runner) {
    this(runner, NbdDevices.ofThisMachine());
  }

  Undoer(CommandRunner runner, NbdDevices nbd) {
    this.runner = runner;
    this.nbd = nbd;
  }

  /**
   * Releases what {@code undo} stands for.
   *
   * @return whether there was something to do
   */
  public boolean undo(Undo undo) {
    try {
      return undo.accept(new Act());
    } catch (UncheckedIOException e) {
      throw new InputOutputException(
          "trying to " + undo.describe(), Objects.requireNonNull(e.getCause()));
    }
  }

  /** The act for each kind. */
  private final class Act implements Undo.Visitor<Boolean> {
    @Override
    public Boolean deleteFile(Undo.DeleteFile undo) {
      try {
        return Files.deleteIfExists(undo.path());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Boolean deleteTree(Undo.DeleteTree undo) {
      try {
        return new TreeDeletion().delete(undo.path());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Boolean unmount(Undo.Unmount undo) {
      return mountOn(undo.path()).map(mount -> unmountFuse(undo.path(), mount)).orElse(false);
    }

    @Override
    public Boolean unmountDisk(Undo.UnmountDisk undo) {
      return mountOn(undo.path()).map(mount -> unmountDevice(undo.path(), mount)).orElse(false);
    }

    @Override
    public Boolean endProcess(Undo.EndProcess undo) {
      return ProcessHandle.of(undo.pid()).map(process -> end(process, undo.marker())).orElse(false);
    }

    @Override
    public Boolean endDaemon(Undo.EndDaemon undo) {
      return pidIn(undo.pidFile())
          .map(pid -> endProcess(new Undo.EndProcess(pid, undo.marker())))
          .orElse(false);
    }

    @Override
    public Boolean disconnectNbd(Undo.DisconnectNbd undo) {
      String marker = undo.pidFile().toString();
      List<Path> devices = nbd.servedBy(marker);
      devices.forEach(Undoer.this::disconnect);
      boolean ended = endDaemon(new Undo.EndDaemon(undo.pidFile(), marker));
      devices.forEach(Undoer.this::awaitFree);
      return ended || !devices.isEmpty();
    }

    @Override
    public Boolean endMarked(Undo.EndMarked undo) {
      MarkedProcesses marked = new MarkedProcesses(undo.marker());
      boolean any = marked.kill();
      if (!marked.running().isEmpty()) {
        throw new RefusedException(
            "A process of " + undo.marker() + " does not end; it waits for the kernel. Try later.");
      }
      return any;
    }

    @Override
    public Boolean removeContainer(Undo.RemoveContainer undo) {
      return remove(undo);
    }

    @Override
    public Boolean removeFarFile(Undo.RemoveFarFile undo) {
      return new FarRemoval(runner).remove(undo.file());
    }
  }

  /** Somebody else may be removing it, or Ctrl-C may hit docker itself: then it is tried again. */
  private boolean remove(Undo.RemoveContainer undo) {
    List<String> arguments = new ArrayList<>();
    if (!undo.engine().isEmpty()) {
      arguments.addAll(List.of("--host", undo.engine()));
    }
    arguments.addAll(List.of("rm", "--force", "--volumes", undo.name()));
    Command command =
        Command.of("removing container " + undo.name(), Tool.DOCKER, arguments)
            .withTimeout(Duration.ofSeconds(30));
    Deque<CommandResult> results = new ArrayDeque<>();
    GRACE.until(
        () -> {
          results.push(runner.run(command));
          return results.element().exitCode() == 0 || isNone(results.element());
        });
    CommandResult last = results.element();
    return !isNone(last) && !last.orThrow().stdout().isBlank();
  }

  /**
   * An engine that does not answer has no containers: they end with it, or have ended before. Newer
   * versions of docker end well where there is nothing, and print no name then.
   */
  private static boolean isNone(CommandResult result) {
    return result.stderr().contains("No such container")
        || result.stderr().contains("Cannot connect");
  }

  /** Its exit code says nothing; {@link #awaitFree} looks. */
  private void disconnect(Path device) {
    nbd.flush(device);
    runner.run(
        Command.of("disconnecting " + device, Tool.QEMU_NBD, "-d", device.toString())
            .withTimeout(Duration.ofSeconds(10)));
  }

  private void awaitFree(Path device) {
    if (!GRACE.until(() -> nbd.isFree(device))) {
      throw new RefusedException(
          device + " is still in use; unmount it or close it, then try again.");
    }
  }

  private static Optional<MountTable.Mount> mountOn(Path path) {
    try {
      return MountTable.current().at(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean unmountFuse(Path path, MountTable.Mount mount) {
    if (!mount.type().startsWith("fuse")) {
      throw new RefusedException(
          path + " holds a mount of type " + mount.type() + ", which is not ours. Look at it.");
    }
    unmount(path, Command.of("unmounting " + path, Tool.FUSERMOUNT3, "-u", path.toString()));
    return true;
  }

  private boolean unmountDevice(Path path, MountTable.Mount mount) {
    if (!mount.source().startsWith("/dev/")) {
      throw new RefusedException(
          path + " holds a mount of " + mount.source() + ", which is not ours. Look at it.");
    }
    unmount(path, Command.of("unmounting " + path, Tool.UMOUNT, "--", path.toString()));
    return true;
  }

  /** What was written is written back first, and it may be much. */
  private void unmount(Path path, Command command) {
    Command limited = command.withTimeout(Duration.ofMinutes(2));
    if (!BUSY.until(() -> runner.run(limited).exitCode() == 0 || mountOn(path).isEmpty())) {
      runner.run(limited).orThrow();
    }
  }

  /** Asks first: a daemon that gets SIGTERM unmounts what it shows. */
  private static boolean end(ProcessHandle process, String marker) {
    if (!carries(process, marker)) {
      return false;
    }
    process.destroy();
    if (!GRACE.until(() -> !carries(process, marker))) {
      process.destroyForcibly();
      if (!GRACE.until(() -> !carries(process, marker))) {
        throw new RefusedException(
            "Process " + process.pid() + " does not end; it waits for the kernel. Try later.");
      }
    }
    return true;
  }

  private static boolean carries(ProcessHandle process, String marker) {
    return ProcessIdentity.isRunningWith(process.pid(), marker);
  }

  private static Optional<Long> pidIn(Path pidFile) {
    try {
      String text = Files.readString(pidFile).strip();
      return text.matches("\\d{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
