package org.diskreplicator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Turns a signal into an orderly end: the hook cancels, and holds the process until the main thread
 * has released all that it held.
 */
final class Signals {
  private static final long PATIENCE_SECONDS = 30;

  private final CancelToken cancel = new CancelToken();
  private final CountDownLatch unwound = new CountDownLatch(1);

  Signals() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
  }

  CancelToken cancelToken() {
    return cancel;
  }

  private void stop() {
    if (unwound.getCount() > 0) {
      cancel.cancel();
      await();
    }
  }

  private void await() {
    try {
      if (!unwound.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("diskrep: not all could be released; run: diskrep cleanup");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that nothing is held any more; the process may end. */
  void unwound() {
    unwound.countDown();
  }
}
