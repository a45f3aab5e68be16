package org.diskreplicator.engine.image;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;

/**
 * What a mask shows: the backing file with its free bytes as zeros and the patches over both.
 *
 * @param virtualSize bytes of the disk that the mask shows, a multiple of 512; may be more or less
 *     than the backing file has
 * @param free bytes that read as zero; what lies behind the disk's end is ignored
 * @param patches in ascending order in this record, disjoint, inside the disk
 * @param backing text of the header's backing file field: an absolute path, or a {@code json:} name
 * @param backingFormat how QEMU opens the backing file
 */
public record MaskSpec(
    long virtualSize,
    ExtentSet free,
    List<Patch> patches,
    String backing,
    ImageFormat backingFormat) {
  /** Longest backing file name in UTF-8, as qcow2.txt states it. */
  public static final int MAX_BACKING_BYTES = 1023;

  public MaskSpec {
    if (virtualSize <= 0 || virtualSize % 512 != 0) {
      throw new IllegalArgumentException("not a disk size: " + virtualSize);
    }
    int length = backing.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_BACKING_BYTES) {
      throw new IllegalArgumentException("not a backing file name: " + backing);
    }
    patches = patches.stream().sorted(Comparator.comparingLong(Patch::offset)).toList();
    free = free.intersect(new Extent(0, virtualSize));
    requireInside(patches, virtualSize);
  }

  /** A mask that only hides free bytes. */
  public static MaskSpec of(
      long virtualSize, ExtentSet free, String backing, ImageFormat backingFormat) {
    return new MaskSpec(virtualSize, free, List.of(), backing, backingFormat);
  }

  private static void requireInside(List<Patch> patches, long virtualSize) {
    long position = 0;
    for (Patch patch : patches) {
      if (patch.offset() < position || patch.end() > virtualSize) {
        throw new IllegalArgumentException(patch + " overlaps another or leaves the disk");
      }
      position = patch.end();
    }
  }
}
