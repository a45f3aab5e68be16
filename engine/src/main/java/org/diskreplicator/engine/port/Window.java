package org.diskreplicator.engine.port;

import java.nio.file.Path;

/**
 * A disk or a part of it, readable as a file until closed.
 *
 * @see Windows
 */
public interface Window extends AutoCloseable {
  /** A path without hostile characters. */
  Path path();

  @Override
  void close();
}
