package org.diskreplicator.engine.plan;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.ImageShape.Packing;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.plan.CloneOptions.Compression;
import org.diskreplicator.engine.plan.CloneOptions.Subclusters;

/** Which shapes the image formats can have, as QEMU 7.2 writes them. */
final class ShapeRules {
  private static final long LEAST_CLUSTER = 512;

  /** A divided cluster has 32 parts, and a part has a sector or more. */
  static final long LEAST_DIVIDED_CLUSTER = 16 << 10;

  private static final long LARGEST_CLUSTER = 2 << 20;

  private static final Map<ImageFormat, Set<Preallocation>> PREALLOCATIONS =
      Map.of(
          ImageFormat.RAW, Set.of(Preallocation.FALLOC, Preallocation.FULL),
          ImageFormat.QCOW2,
              Set.of(Preallocation.METADATA, Preallocation.FALLOC, Preallocation.FULL));

  private ShapeRules() {}

  /** Why a format cannot be as asked for, as one sentence. */
  static Optional<String> refusal(ImageFormat format, CloneOptions options) {
    return compression(format, options)
        .or(() -> subclusters(format, options))
        .or(() -> clusters(format, options))
        .or(() -> preallocation(format, options));
  }

  private static Optional<String> compression(ImageFormat format, CloneOptions options) {
    boolean can = format == ImageFormat.QCOW2 || format == ImageFormat.VMDK;
    if (!can && options.compression() == Compression.COMPRESSED) {
      return Optional.of("The format " + format + " has no compression; use qcow2 or vmdk.");
    }
    return format == ImageFormat.VMDK
            && options.shape().packing().filter(Packing.ZSTD::equals).isPresent()
        ? Optional.of("The format vmdk is compressed by zlib only; leave out --compression zstd.")
        : Optional.empty();
  }

  private static Optional<String> subclusters(ImageFormat format, CloneOptions options) {
    return format == ImageFormat.QCOW2 || options.subclusters() != Subclusters.ON
        ? Optional.empty()
        : Optional.of("Only the format qcow2 has extended L2 entries, and not " + format + ".");
  }

  private static Optional<String> clusters(ImageFormat format, CloneOptions options) {
    Optional<ByteSize> asked = options.shape().clusterSize();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    if (format != ImageFormat.QCOW2) {
      return Optional.of("Only the format qcow2 takes a --cluster-size, and not " + format + ".");
    }
    boolean divided = options.subclusters() == Subclusters.ON;
    long least = divided ? LEAST_DIVIDED_CLUSTER : LEAST_CLUSTER;
    long bytes = asked.get().bytes();
    return Long.bitCount(bytes) == 1 && least <= bytes && bytes <= LARGEST_CLUSTER
        ? Optional.empty()
        : Optional.of(
            "A cluster of "
                + bytes
                + " bytes is not possible"
                + (divided ? " with extended L2 entries" : "")
                + "; give a power of two from "
                + (divided ? "16K" : "512")
                + " to 2M.");
  }

  private static Optional<String> preallocation(ImageFormat format, CloneOptions options) {
    Preallocation asked = options.shape().preallocation();
    if (asked == Preallocation.OFF) {
      return Optional.empty();
    }
    if (!PREALLOCATIONS.getOrDefault(format, Set.of()).contains(asked)) {
      return Optional.of(
          "The format "
              + format
              + " cannot be preallocated by '"
              + asked.name().toLowerCase(Locale.ROOT)
              + "'; "
              + choices(format));
    }
    return options.compression() == Compression.COMPRESSED
        ? Optional.of("What is compressed cannot be preallocated; leave out one of both options.")
        : Optional.empty();
  }

  private static String choices(ImageFormat format) {
    return switch (format) {
      case RAW -> "use off, falloc or full.";
      case QCOW2, VMDK, VDI, VHDX, VPC -> "leave out --preallocation, or use qcow2.";
    };
  }

  /** Whether a cluster of this shape can be divided. */
  static boolean isDivisible(ImageShape shape) {
    return shape.clusterSize().filter(size -> size.bytes() < LEAST_DIVIDED_CLUSTER).isEmpty();
  }
}
