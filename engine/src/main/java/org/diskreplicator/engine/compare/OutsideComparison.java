package org.diskreplicator.engine.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.diskreplicator.engine.execute.MaskedComparison;
import org.diskreplicator.engine.execute.MaskedComparison.Stretch;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.port.ImageFiles;

/**
 * Compares what lies in no partition: the boot code of the disk and the gaps, where boot loaders
 * keep their second half. What is table is left out: its meaning is compared elsewhere, and it
 * differs where a disk has grown.
 */
final class OutsideComparison {
  /** As many bytes the BIOS runs; behind them are the disk signature and the table. */
  private static final int BOOT_CODE = 440;

  private static final int SECTOR = 512;

  /** Protective MBR, header and 128 entries of 128 bytes. */
  private static final int TABLE_SECTORS = 34;

  private static final int BACKUP_SECTORS = 33;

  private final MaskedComparison bytes;
  private final Differences differences;

  OutsideComparison(MaskedComparison bytes, Differences differences) {
    this.bytes = bytes;
    this.differences = differences;
  }

  /** Adds what differs; both disks have tables of the same type. */
  void compare(Inspection source, Inspection copy) {
    if (!Arrays.equals(bootCode(source), bootCode(copy))) {
      differences.add("boot code", "differs");
    }
    long size = Math.max(source.scope().length(), copy.scope().length());
    ExtentSet hidden = hidden(source).union(hidden(copy)).union(moved(source, copy, size));
    if (!equal(source, copy, hidden)) {
      nameGaps(source, copy, hidden, size);
    }
  }

  private static byte[] bootCode(Inspection disk) {
    return Arrays.copyOf(disk.head().bytes(), BOOT_CODE);
  }

  private boolean equal(Inspection source, Inspection copy, ExtentSet hidden) {
    return bytes.equal(
        new Stretch(source.image(), source.scope()),
        new Stretch(copy.image(), copy.scope()),
        hidden,
        ImageFiles.Progress.NONE);
  }

  /** The table and the partitions. */
  private static ExtentSet hidden(Inspection disk) {
    PartitionTable table = disk.table().orElseThrow();
    ExtentSet.Builder hidden = ExtentSet.builder();
    holders(table).forEach(p -> hidden.add(p.extent().offset(), p.extent().end()));
    if (table.type() == TableType.DOS) {
      hidden.add(0, SECTOR);
    } else {
      long sector = table.sectorSize().bytes();
      hidden.add(0, TABLE_SECTORS * sector);
      long end = disk.scope().length();
      hidden.add(Math.max(0, end - BACKUP_SECTORS * sector), end);
    }
    return hidden.build();
  }

  private static List<Partition> holders(PartitionTable table) {
    return table.partitions().stream().filter(p -> p.role() != Partition.Role.EXTENDED).toList();
  }

  /** Where partitions have other places, only what lies before the first can be compared. */
  private static ExtentSet moved(Inspection source, Inspection copy, long size) {
    Map<Integer, Extent> here = places(source);
    if (here.equals(places(copy))) {
      return ExtentSet.empty();
    }
    long first =
        Math.min(
            here.values().stream().mapToLong(Extent::offset).min().orElse(0),
            places(copy).values().stream().mapToLong(Extent::offset).min().orElse(0));
    return ExtentSet.builder().add(first, size).build();
  }

  private static Map<Integer, Extent> places(Inspection disk) {
    return holders(disk.table().orElseThrow()).stream()
        .collect(Collectors.toMap(Partition::number, Partition::extent, (one, other) -> one));
  }

  /** Finds out where it was that the bytes differ. */
  private void nameGaps(Inspection source, Inspection copy, ExtentSet hidden, long size) {
    long before = differences.count();
    for (Region region : source.regions()) {
      if (region.kind() == Region.Kind.GAP
          && !equal(source, copy, hidden.union(others(region, size)))) {
        differences.add(region.title(), "bytes differ");
      }
    }
    if (differences.count() == before) {
      differences.add("end of the disk", "bytes differ behind the end of the shorter one");
    }
  }

  private static ExtentSet others(Region region, long size) {
    return ExtentSet.of(region.extent()).complement(size);
  }
}
