package org.diskreplicator.engine.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.ImageShape.Packing;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.port.ImageFiles.Clusters;
import org.diskreplicator.engine.port.ImageFiles.Conversion;

/** What {@code qemu-img convert -o} says of a new image. */
final class TargetOptions {
  private TargetOptions() {}

  /** The options by commas; empty when there are none. */
  static String of(Conversion conversion) {
    List<String> options = new ArrayList<>(byFormat(conversion));
    Preallocation preallocation = conversion.shape().preallocation();
    if (preallocation != Preallocation.OFF) {
      options.add("preallocation=" + lower(preallocation));
    }
    return String.join(",", options);
  }

  private static List<String> byFormat(Conversion conversion) {
    return switch (conversion.format()) {
      case QCOW2 -> qcow2(conversion);
      case VMDK -> conversion.compressed() ? List.of("subformat=streamOptimized") : List.of();
      case VPC -> List.of("force_size=on");
      case RAW, VDI, VHDX -> List.of();
    };
  }

  private static List<String> qcow2(Conversion conversion) {
    ImageShape shape = conversion.shape();
    List<String> options = new ArrayList<>();
    if (conversion.compressed()) {
      options.add("compression_type=" + lower(shape.packing().orElse(Packing.ZSTD)));
    }
    shape.clusterSize().ifPresent(size -> options.add("cluster_size=" + size.bytes()));
    if (conversion.clusters() == Clusters.DIVIDED) {
      options.add("extended_l2=on");
    }
    return options;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
