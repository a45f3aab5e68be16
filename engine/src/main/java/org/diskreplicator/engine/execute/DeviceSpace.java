package org.diskreplicator.engine.execute;

import java.util.List;
import org.diskreplicator.engine.image.SelectionWriter;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Step;

/** Which bytes of a device are written, and when. */
final class DeviceSpace {
  private static final long EDGE = Step.Finish.HEAD_BYTES;

  /** A protective MBR, a dos table, most superblocks; a multiple of what a selection can tell. */
  private static final long FIRST = 64 << 10;

  private DeviceSpace() {}

  /** The start, which is written last. */
  static Extent head(long size) {
    return new Extent(0, Math.min(EDGE, size));
  }

  /** Where an older table's backup lies, and signatures that are found from behind. */
  static Extent tail(long size) {
    return Extent.between(Math.max(head(size).end(), size - EDGE), size);
  }

  /** The parts of the head in the order in which they are written. */
  static List<Extent> headParts(long size) {
    long middle = Math.min(FIRST, size);
    return List.of(Extent.between(middle, head(size).end()), Extent.between(0, middle));
  }

  private static ExtentSet ends(long size) {
    return ExtentSet.builder()
        .add(0, Math.min(EDGE, size))
        .add(Math.max(0, size - EDGE), size)
        .build();
  }

  /**
   * What a copy writes: all that is not {@code free}, what differs from the source on purpose, and
   * both ends of each region and volume. There the free bytes become zero, as an old signature in
   * them, of a file system, a RAID or a pool, would be found beside the new one.
   */
  static ExtentSet written(Plan plan, ExtentSet free) {
    ExtentSet.Builder ends = ExtentSet.builder();
    for (Region region : plan.source().regions()) {
      if (region.kind() != Region.Kind.GAP) {
        Extent place = region.extent().shift(-plan.source().scope().offset());
        ends.addAll(ends(place.length()).shift(place.offset()));
      }
    }
    for (Volume volume : plan.source().volumes()) {
      ends.addAll(
          volume
              .onDisk(ends(volume.size()))
              .intersect(plan.source().scope())
              .shift(-plan.source().scope().offset()));
    }
    return SelectionWriter.rounded(
        plan.virtualSize(),
        free.complement(plan.virtualSize()).union(plan.patched()).union(ends.build()));
  }
}
