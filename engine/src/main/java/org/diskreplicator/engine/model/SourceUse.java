package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * What the machine does with a source at the moment.
 *
 * @param kind what it is
 * @param mountedAt where its bytes can be written through a mount
 */
public record SourceUse(Kind kind, Optional<String> mountedAt) {
  /** What a path leads to. */
  public enum Kind {
    FILE,
    DEVICE,
    /** Another machine serves it; nobody here sees whether it changes. */
    REMOTE
  }
}
