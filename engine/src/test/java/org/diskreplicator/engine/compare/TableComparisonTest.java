package org.diskreplicator.engine.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.DiskHead;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.TableType;
import org.junit.jupiter.api.Test;

final class TableComparisonTest {
  private static final Partition FIRST = partition(1, 1 << 20, "A", "u1", "n", "", false);
  private static final Partition SECOND = partition(2, 8 << 20, "B", "u2", "m", "", false);

  private static Partition partition(
      int number, long at, String type, String uuid, String name, String flags, boolean boot) {
    return new Partition(
        number,
        new Extent(at, 1 << 20),
        Partition.Role.PRIMARY,
        type,
        Optional.of(uuid),
        Optional.of(name),
        flags,
        boot);
  }

  private static Inspection disk(TableType type, String id, Partition... partitions) {
    return new Inspection(
        new ImageInfo(
            java.nio.file.Path.of("/d"),
            ImageFormat.RAW,
            ByteSize.of(1 << 30),
            ByteSize.ZERO,
            Optional.empty(),
            List.of(),
            false,
            0),
        new Extent(0, 1 << 30),
        Optional.of(
            new PartitionTable(type, Optional.of(id), SectorSize.S512, List.of(partitions))),
        List.of(),
        new DiskHead(new byte[512]),
        List.of(),
        new SourceUse(SourceUse.Kind.FILE, Optional.empty()));
  }

  private static List<Difference> compare(Inspection copy) {
    Differences differences = new Differences();
    new TableComparison(differences).compare(disk(TableType.GPT, "id", FIRST, SECOND), copy);
    return differences.first();
  }

  private static void finds(Inspection copy, String where, String what) {
    assertThat(compare(copy)).containsExactly(new Difference(where, what));
  }

  @Test
  void placesAndSizesMayDiffer() {
    Partition moved = partition(2, 9 << 20, "B", "u2", "m", "", false);
    assertThat(compare(disk(TableType.GPT, "id", FIRST, moved))).isEmpty();
  }

  @Test
  void theTableIsCompared() {
    finds(
        disk(TableType.DOS, "id", FIRST, SECOND),
        "table",
        "type gpt in the source, dos in the copy");
    finds(
        disk(TableType.GPT, "other", FIRST, SECOND),
        "table",
        "id id in the source, other in the copy");
  }

  @Test
  void theOrderIsCompared() {
    finds(
        disk(TableType.GPT, "id", partition(1, 9 << 20, "A", "u1", "n", "", false), SECOND),
        "table",
        "order [1, 2] in the source, [2, 1] in the copy");
  }

  @Test
  void eachFieldOfAPartitionIsCompared() {
    finds(changed("X", "u2", "m", "", false), "partition 2", "type B in the source, X in the copy");
    finds(
        changed("B", "x", "m", "", false),
        "partition 2",
        "PARTUUID u2 in the source, x in the copy");
    finds(changed("B", "u2", "x", "", false), "partition 2", "name m in the source, x in the copy");
    finds(
        changed("B", "u2", "m", "x", false),
        "partition 2",
        "attributes none in the source, x in the copy");
    finds(
        changed("B", "u2", "m", "", true),
        "partition 2",
        "boot flag false in the source, true in the copy");
  }

  private static Inspection changed(
      String type, String uuid, String name, String flags, boolean boot) {
    return disk(TableType.GPT, "id", FIRST, partition(2, 8 << 20, type, uuid, name, flags, boot));
  }
}
