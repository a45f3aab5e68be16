package org.diskreplicator.engine.gpt;

import java.util.Arrays;
import java.util.Optional;

/** The bytes of a disk. */
@FunctionalInterface
public interface DiskBytes {
  /** A whole range; empty when any of it is not on the disk. */
  Optional<byte[]> read(long offset, int length);

  /** A disk of which only the first bytes are known. */
  static DiskBytes of(byte[] head) {
    return (offset, length) ->
        offset >= 0 && offset <= head.length - length
            ? Optional.of(Arrays.copyOfRange(head, (int) offset, (int) offset + length))
            : Optional.empty();
  }
}
