package org.diskreplicator.engine.scope;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Bounded waiting for what sends no event: a process that is no child, a mount that goes away.
 *
 * @param step time between two looks
 * @param limit longest wait in all
 */
public record Polling(Duration step, Duration limit) {

  /**
   * Waits until {@code condition} holds. An interrupt does not shorten the wait: cleanup must not
   * stop half way; the thread's flag is set again at the end.
   *
   * @return whether it held within the limit
   */
  public boolean until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < deadline) {
      interrupted |= !pause();
      holds = condition.getAsBoolean();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return holds;
  }

  private boolean pause() {
    try {
      Thread.sleep(step.toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
