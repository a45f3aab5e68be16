package org.diskreplicator.engine.model;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Size and time of change of a file; two stamps differ when somebody wrote in between. */
public record FileStamp(Path path, long size, Instant modified) {
  /** Written out for the same reason as {@link Extent#equals}. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileStamp stamp
        && stamp.path.equals(path)
        && stamp.size == size
        && stamp.modified.equals(modified);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }
}
