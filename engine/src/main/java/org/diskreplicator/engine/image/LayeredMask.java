package org.diskreplicator.engine.image;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;

/**
 * Writes one mask, or on very large disks two on top of each other that together are both exact and
 * quick to walk.
 *
 * <p>The lower one has clusters small enough to hide every free byte; the upper one hides, with
 * clusters of 2 MiB, the bulk of the free space, so that QEMU never walks the small clusters there.
 * What a qcow2 source never wrote is not hidden on such disks: QEMU steps over it faster.
 */
public final class LayeredMask {
  /** 0.2 s of {@code qemu-img convert}: up to 2 TiB of free space with 128 KiB clusters. */
  private static final long ONE_LAYER_ENTRIES = 1L << 24;

  private LayeredMask() {}

  /**
   * Writes {@code file} and, where that pays, {@code lower}, which it stands on.
   *
   * @param lower path of the second file in case it is needed; 1023 bytes at most
   * @param base as for {@link MaskWriter#write}
   * @throws InputOutputException when a file exists or cannot be written
   */
  public static MaskFigures write(Path file, Path lower, MaskSpec spec, PatchBase base) {
    MaskGeometry fine = MaskGeometry.exactest(spec.virtualSize(), spec.free());
    return entries(spec, fine) <= ONE_LAYER_ENTRIES
        ? MaskWriter.write(file, spec, fine, base)
        : writeLarge(file, lower, written(spec), fine, base);
  }

  private static long entries(MaskSpec spec, MaskGeometry geometry) {
    return spec.free().totalBytes() / geometry.clusterBytes();
  }

  /** The same to look at, with less to hide. */
  private static MaskSpec written(MaskSpec spec) {
    if (spec.backingFormat() != ImageFormat.QCOW2 || !spec.backing().startsWith("/")) {
      return spec;
    }
    ExtentSet unwritten = UnwrittenSpans.of(Path.of(spec.backing()));
    return new MaskSpec(
        spec.virtualSize(),
        spec.free().subtract(unwritten),
        spec.patches(),
        spec.backing(),
        spec.backingFormat());
  }

  private static MaskFigures writeLarge(
      Path file, Path lower, MaskSpec spec, MaskGeometry fine, PatchBase base) {
    if (entries(spec, fine) <= ONE_LAYER_ENTRIES
        || fine.clusterBytes() == MaskGeometry.MAX_CLUSTER) {
      return MaskWriter.write(file, spec, fine, base);
    }
    MaskGeometry lean = MaskGeometry.leanest(spec.virtualSize(), spec.free());
    MaskFigures exact = MaskWriter.write(lower, spec, lean, base);
    MaskFigures upper =
        MaskWriter.write(
            file, upper(spec, lower), new MaskGeometry(MaskGeometry.MAX_CLUSTER), PatchBase.NONE);
    return exact.withFileBytes(exact.fileBytes() + upper.fileBytes());
  }

  private static MaskSpec upper(MaskSpec spec, Path lower) {
    ExtentSet.Builder patched = ExtentSet.builder();
    spec.patches().forEach(patch -> patched.add(patch.offset(), patch.end()));
    return MaskSpec.of(
        spec.virtualSize(),
        spec.free().subtract(patched.build()),
        lower.toAbsolutePath().toString(),
        ImageFormat.QCOW2);
  }
}
