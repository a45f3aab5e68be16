package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Polling;
import org.diskreplicator.engine.scope.Undo;

/** One FUSE export with a daemon of its own, which unmounts it when it ends. */
final class FuseWindow implements Window {
  /** The daemon is ready after 20 to 40 ms. */
  private static final Polling READY = new Polling(Duration.ofMillis(2), Duration.ofSeconds(10));

  private final Path mountPoint;
  private final OptionalLong expectedBytes;
  private final CleanupStack stack;
  private final Deque<CleanupStack.Entry> entries = new ArrayDeque<>();
  private final BackgroundProgram daemon;

  FuseWindow(Path mountPoint, OptionalLong expectedBytes, CleanupStack stack) {
    this.mountPoint = mountPoint;
    this.expectedBytes = expectedBytes;
    this.stack = stack;
    this.daemon = new BackgroundProgram("window " + mountPoint.getFileName());
  }

  static Path pidFile(Path mountPoint) {
    return mountPoint.resolveSibling(mountPoint.getFileName() + ".pid");
  }

  /** Starts the daemon and waits until the window can be read. */
  void open(CommandRunner runner, Command command) {
    acquire();
    try {
      daemon.start(runner, command);
      if (!READY.until(() -> daemon.isEnded() || isReady()) || daemon.isEnded()) {
        throw failure(command);
      }
    } catch (RuntimeException e) {
      closeAfter(e);
      throw e;
    }
  }

  private void acquire() {
    try {
      Files.createFile(mountPoint);
    } catch (IOException e) {
      throw new InputOutputException("making the mount point " + mountPoint, e);
    }
    entries.push(stack.push(new Undo.Unmount(mountPoint)));
    entries.push(stack.push(new Undo.EndDaemon(pidFile(mountPoint), mountPoint.toString())));
    entries.push(stack.pushAction("stop the window " + mountPoint, daemon::end));
  }

  /** The daemon writes its number when all exports stand. */
  private boolean isReady() {
    try {
      return Files.exists(pidFile(mountPoint))
          && (expectedBytes.isEmpty() || Files.size(mountPoint) == expectedBytes.getAsLong());
    } catch (IOException e) {
      throw new InputOutputException("looking at the window " + mountPoint, e);
    }
  }

  private ReplicationException failure(Command command) {
    if (!daemon.isEnded()) {
      return new CommandResult(command, 0, "", "the window did not appear in time").failure();
    }
    return ExportFailure.of(daemon.result());
  }

  private void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public Path path() {
    return mountPoint;
  }

  @Override
  public synchronized void close() {
    while (!entries.isEmpty()) {
      stack.release(entries.peek());
      entries.pop();
    }
    try {
      Files.deleteIfExists(mountPoint);
    } catch (IOException e) {
      throw new InputOutputException("removing " + mountPoint, e);
    }
  }
}
