package org.diskreplicator.engine.port;

import java.nio.file.Path;

/** Files for programs that cannot but write to what they only look at. */
@FunctionalInterface
public interface Scratch {
  /** Shows what {@code file} shows; what is written to it is gone when it is closed. */
  Window over(Path file);
}
