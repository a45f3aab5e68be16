package org.diskreplicator.engine.image;

import java.io.IOException;

/** What lies around a patch: the source, read by the byte. */
@FunctionalInterface
public interface PatchBase {
  /** For masks without patches, or whose patches fill whole subclusters: it has no bytes. */
  PatchBase NONE =
      (offset, length) -> {
        throw new IOException("no source to read " + length + " bytes at " + offset + " from");
      };

  /** Exactly {@code length} bytes of the source at {@code offset}; zeros behind its end. */
  byte[] read(long offset, int length) throws IOException;
}
