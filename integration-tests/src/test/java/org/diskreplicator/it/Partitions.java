package org.diskreplicator.it;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;

/** Partitions that stand alone as disks. */
final class Partitions {
  private Partitions() {}

  /** The partition when it begins at byte 0 of its file. */
  static FixturePartition alone(FixturePartition partition) {
    return new FixturePartition(
        0,
        0,
        partition.size(),
        partition.content(),
        partition.label(),
        partition.uuid(),
        partition.files(),
        partition.garbage());
  }

  /** A raw fixture that is just this partition, cut out of a disk into {@code raw}. */
  static Fixture cut(Fixture disk, FixturePartition partition, Path raw) {
    Images.stretch(disk.image(), disk.format(), partition.offset(), partition.size(), raw);
    return new Fixture(
        disk.name() + "#" + partition.number(),
        raw,
        "raw",
        partition.size(),
        disk.sectorSize(),
        "none",
        List.of(alone(partition)),
        List.of());
  }
}
