package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.model.FullCheck;

/** The full read-only checks of file systems. */
@FunctionalInterface
public interface FileSystemChecks {
  /**
   * Checks the file system that starts at byte {@code offset} of {@code file}; only {@link
   * FullCheck#EXT} can start elsewhere than at 0.
   */
  Verdict check(FullCheck check, Path file, long offset);

  /**
   * What the check says.
   *
   * @param agrees whether the check found nothing at all
   * @param findings the last lines that it printed
   */
  record Verdict(boolean agrees, String findings) {}
}
