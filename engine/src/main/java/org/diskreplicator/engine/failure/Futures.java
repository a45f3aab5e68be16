package org.diskreplicator.engine.failure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for work in other threads. */
public final class Futures {
  private Futures() {}

  /**
   * The result of the work.
   *
   * @throws ReplicationException as the work threw it
   */
  public static <T> T join(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReplicationException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Waits for the end, good or bad: what still reads a disk would keep it from being let go. */
  public static void settle(CompletableFuture<?> work) {
    work.handle((result, failure) -> failure).join();
  }
}
