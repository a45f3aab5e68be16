package org.diskreplicator.engine.tool;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.Polling;

/**
 * A program that serves others until it is told to end.
 *
 * <p>The thread that runs it lives as long as it does: the signal that ends it when this process
 * dies comes when that <em>thread</em> ends.
 */
final class BackgroundProgram {
  private static final Polling GONE = new Polling(Duration.ofMillis(2), Duration.ofSeconds(10));

  private final String name;
  private final CancelToken stop = new CancelToken();
  private final CompletableFuture<CommandResult> ended = new CompletableFuture<>();

  /**
   * Prepares one.
   *
   * @param name of the thread
   */
  BackgroundProgram(String name) {
    this.name = name;
  }

  void start(CommandRunner runner, Command command) {
    Thread thread = new Thread(() -> run(runner, command.stopWith(stop)), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(CommandRunner runner, Command command) {
    try {
      ended.complete(runner.run(command));
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  boolean isEnded() {
    return ended.isDone();
  }

  /**
   * How it ended, once it has.
   *
   * @throws ReplicationException when it could not even be run
   */
  CommandResult result() {
    try {
      return ended.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReplicationException known) {
        throw known;
      }
      throw e;
    }
  }

  /** Asks it to end, and waits until it has. */
  void end() {
    stop.cancel();
    GONE.until(ended::isDone);
  }
}
