package org.diskreplicator.engine.process;

import java.util.LinkedHashSet;
import java.util.Set;
import org.diskreplicator.engine.failure.CancelledException;

/** A request to stop, seen by all who hold the token or a child of it. Safe for all threads. */
public final class CancelToken {
  private final Set<Runnable> listeners = new LinkedHashSet<>();
  private boolean cancelled;

  /** A token that is cancelled with this one, but can be cancelled alone. */
  public CancelToken child() {
    CancelToken child = new CancelToken();
    onCancel(child::cancel);
    return child;
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Stops everyone who listens; a second call does nothing. */
  public void cancel() {
    for (Runnable listener : drain()) {
      listener.run();
    }
  }

  private synchronized Set<Runnable> drain() {
    cancelled = true;
    Set<Runnable> all = new LinkedHashSet<>(listeners);
    listeners.clear();
    return all;
  }

  /**
   * Runs {@code listener} once on cancel, at once when that has happened; close the subscription to
   * withdraw it.
   */
  public Subscription onCancel(Runnable listener) {
    synchronized (this) {
      if (!cancelled) {
        listeners.add(listener);
        return () -> remove(listener);
      }
    }
    listener.run();
    return () -> {};
  }

  private synchronized void remove(Runnable listener) {
    listeners.remove(listener);
  }

  /**
   * Ends the caller once the token is cancelled.
   *
   * @throws CancelledException when the token is cancelled
   */
  public void throwIfCancelled() {
    if (isCancelled()) {
      throw new CancelledException();
    }
  }

  /** Withdraws a listener. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
