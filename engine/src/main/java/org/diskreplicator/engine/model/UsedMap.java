package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * Which bytes of a region matter.
 *
 * @param size bytes of the region
 * @param free bytes that do not matter, relative to the region's start; empty when all are used
 * @param state of the content
 * @param check what must agree before {@code free} may be trusted; empty when nothing has to
 * @param reason why the map is what it is, a short clause for people
 */
public record UsedMap(
    long size, ExtentSet free, ContentState state, Optional<FullCheck> check, String reason) {
  public UsedMap {
    if (!free.isEmpty() && free.end(free.count() - 1) > size) {
      throw new IllegalArgumentException("free range behind the end of a region of " + size);
    }
  }

  /** The fallback: every byte is used. */
  public static UsedMap allUsed(long size, ContentState state, String reason) {
    return new UsedMap(size, ExtentSet.empty(), state, Optional.empty(), reason);
  }

  public long usedBytes() {
    return size - free.totalBytes();
  }
}
