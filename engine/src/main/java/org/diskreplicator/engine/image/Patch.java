package org.diskreplicator.engine.image;

import org.diskreplicator.engine.model.Extent;

/**
 * Bytes that a mask shows in place of what the source holds at {@code offset}.
 *
 * <p>Offset and length are multiples of 512. The array is not copied: whoever makes a patch leaves
 * it alone afterwards.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copies would be large
public record Patch(long offset, byte[] bytes) {
  public Patch {
    if (offset < 0 || offset % 512 != 0 || bytes.length == 0 || bytes.length % 512 != 0) {
      throw new IllegalArgumentException(
          "not a patch of whole 512-byte units: " + bytes.length + " bytes at " + offset);
    }
  }

  /** First byte behind the patch. */
  public long end() {
    return offset + bytes.length;
  }

  Extent extent() {
    return Extent.between(offset, end());
  }

  /** The same bytes {@code distance} bytes further. */
  public Patch shift(long distance) {
    return new Patch(offset + distance, bytes);
  }

  @Override
  public String toString() {
    return "patch of " + bytes.length + " bytes at " + offset;
  }
}
