package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.scope.CleanupStack;

/**
 * Brings a file that is complete from the page cache to its drive, beside the proof.
 *
 * <p>A comparison reads what the page cache holds: that a drive refused it, and that it survives a
 * power loss, is told by fsync(2) alone.
 */
final class WriteBack {
  private final Path file;
  private final CleanupStack stack;
  private final CleanupStack.Entry entry;
  private final CompletableFuture<Void> written;

  private WriteBack(Path file, CleanupStack stack) {
    this.file = file;
    this.stack = stack;
    this.entry = stack.pushAction("stop writing '" + file + "' back", this::drop);
    this.written = CompletableFuture.runAsync(this::force, WriteBack::inThread);
  }

  /** Begins. */
  static WriteBack start(Path file, CleanupStack stack) {
    return new WriteBack(file, stack);
  }

  private static void inThread(Runnable task) {
    Thread thread = new Thread(task, "write back");
    thread.setDaemon(true);
    thread.start();
  }

  private void force() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new InputOutputException("writing '" + file + "' to its drive", e);
    }
  }

  /** Pages that a file no longer has are not written, so nobody waits for what will be deleted. */
  private void drop() {
    if (written.isDone()) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    } catch (IOException e) {
      throw new InputOutputException("emptying '" + file + "'", e);
    }
  }

  /**
   * Waits until all of it is on its drive, with what was written since the start.
   *
   * @throws InputOutputException when the drive did not take it
   */
  void finish(CancelToken cancel) {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    try (CancelToken.Subscription subscription = cancel.onCancel(() -> stopped.complete(null))) {
      CompletableFuture.anyOf(written, stopped).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof InputOutputException failure ? failure : e;
    }
    cancel.throwIfCancelled();
    force();
    stack.forget(entry);
  }
}
