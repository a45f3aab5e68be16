package org.diskreplicator.engine.tool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.process.CancelToken;

/**
 * An answer of the user that is waited for until the run is cancelled.
 *
 * <p>Nothing in Java interrupts who reads from a terminal, so a thread of its own reads, which ends
 * with the process: else Ctrl-C at the question would wait for an answer and release nothing.
 */
public final class CancellableAnswer implements Supplier<char[]> {
  private final Supplier<char[]> ask;
  private final CancelToken cancel;

  public CancellableAnswer(Supplier<char[]> ask, CancelToken cancel) {
    this.ask = ask;
    this.cancel = cancel;
  }

  /**
   * Asks.
   *
   * @throws CancelledException when the run was cancelled, even if there was an answer a moment
   *     before
   */
  @Override
  public char[] get() {
    cancel.throwIfCancelled();
    CompletableFuture<char[]> answer =
        CompletableFuture.supplyAsync(ask, CancellableAnswer::inBackground);
    try (CancelToken.Subscription waiting =
        cancel.onCancel(() -> answer.completeExceptionally(new CancelledException()))) {
      char[] given = answer.join();
      cancel.throwIfCancelled();
      return given;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "question");
    thread.setDaemon(true);
    thread.start();
  }
}
