package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Polling;
import org.diskreplicator.engine.scope.Undo;

/**
 * One FUSE export with a daemon of its own.
 *
 * <p>The thread that runs the daemon lives as long as it does: the signal that ends it when this
 * process dies comes when that <em>thread</em> ends.
 */
final class FuseWindow implements Window {
  /** The daemon is ready after 20 to 40 ms. */
  private static final Polling READY = new Polling(Duration.ofMillis(2), Duration.ofSeconds(10));

  private static final Polling GONE = new Polling(Duration.ofMillis(2), Duration.ofSeconds(10));

  private final Path mountPoint;
  private final OptionalLong expectedBytes;
  private final CleanupStack stack;
  private final Deque<CleanupStack.Entry> entries = new ArrayDeque<>();
  private final CancelToken stop = new CancelToken();
  private final CompletableFuture<CommandResult> ended = new CompletableFuture<>();

  FuseWindow(Path mountPoint, OptionalLong expectedBytes, CleanupStack stack) {
    this.mountPoint = mountPoint;
    this.expectedBytes = expectedBytes;
    this.stack = stack;
  }

  static Path pidFile(Path mountPoint) {
    return mountPoint.resolveSibling(mountPoint.getFileName() + ".pid");
  }

  /** Starts the daemon and waits until the window can be read. */
  void open(CommandRunner runner, Command daemon) {
    acquire();
    try {
      start(runner, daemon.stopWith(stop));
      if (!READY.until(() -> ended.isDone() || isReady()) || ended.isDone()) {
        throw failure(daemon);
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
    entries.push(stack.pushAction("stop the window " + mountPoint, this::end));
  }

  private void start(CommandRunner runner, Command daemon) {
    Thread thread = new Thread(() -> run(runner, daemon), "window " + mountPoint.getFileName());
    thread.setDaemon(true);
    thread.start();
  }

  private void run(CommandRunner runner, Command daemon) {
    try {
      ended.complete(runner.run(daemon));
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
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

  private ReplicationException failure(Command daemon) {
    if (!ended.isDone()) {
      return new CommandResult(daemon, 0, "", "the window did not appear in time").failure();
    }
    try {
      CommandResult result = ended.join();
      return result.stderr().contains("FUSE session") ? noFuse(result) : result.failure();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReplicationException known) {
        return known;
      }
      throw e;
    }
  }

  private static ReplicationException noFuse(CommandResult result) {
    return new MissingPrerequisiteException(
        "Permission to mount with FUSE",
        "The system says: "
            + result.stderr().lines().findFirst().orElse("")
            + ". fusermount3 must be setuid root, and a container needs: docker run --device"
            + " /dev/fuse --cap-add SYS_ADMIN.");
  }

  private void closeAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Asks the daemon to end; it unmounts the window itself. */
  private void end() {
    stop.cancel();
    GONE.until(ended::isDone);
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
