package org.diskreplicator.engine.event;

/** Takes events as they happen; may be called from several threads. */
@FunctionalInterface
public interface EventSink {
  void accept(ReplicationEvent event);
}
