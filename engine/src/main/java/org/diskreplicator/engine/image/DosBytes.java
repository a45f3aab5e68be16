package org.diskreplicator.engine.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;

/**
 * A dos table with new places: the boot sector and the chain of extended boot records, each as it
 * was but for the numbers in its entries.
 */
final class DosBytes {
  private static final int PRIMARIES = 4;

  private final PatchBase disk;
  private final PartitionTable source;
  private final PartitionTable target;
  private final SectorSize sector;
  private final List<Patch> patches = new ArrayList<>();
  private final ExtentSet.Builder old = ExtentSet.builder();

  private DosBytes(PatchBase disk, PartitionTable source, PartitionTable target) {
    this.disk = disk;
    this.source = source;
    this.target = target;
    this.sector = source.sectorSize();
  }

  static TableBytes of(PatchBase disk, PartitionTable source, PartitionTable target) {
    DosBytes bytes = new DosBytes(disk, source, target);
    try {
      bytes.bootSector();
      bytes.container(source).ifPresent(bytes::chain);
    } catch (IOException e) {
      throw new InputOutputException("reading the partition table", e);
    }
    return new TableBytes(bytes.patches, bytes.old.build(), List.of());
  }

  private void bootSector() throws IOException {
    BootRecord mbr = new BootRecord(disk.read(0, BootRecord.BYTES), sector);
    for (Partition partition : source.partitions()) {
      if (partition.number() <= PRIMARIES) {
        mbr.place(partition.number() - 1, 0, counterpart(partition).extent());
      }
    }
    add(0, 0, mbr);
  }

  private Partition counterpart(Partition partition) {
    return target
        .partition(partition.number())
        .orElseThrow(() -> new IllegalArgumentException("no partition " + partition.number()));
  }

  private void add(long from, long to, BootRecord record) {
    old.add(from, from + BootRecord.BYTES);
    patches.add(new Patch(to, record.bytes()));
  }

  private Optional<Partition> container(PartitionTable table) {
    return table.partitions().stream().filter(p -> p.role() == Partition.Role.EXTENDED).findFirst();
  }

  private void chain(Partition container) {
    Extent to = counterpart(container).extent();
    List<Link> links = links(container.extent());
    List<Partition> logicals =
        source.partitions().stream().filter(p -> p.role() == Partition.Role.LOGICAL).toList();
    requireRegular(links.stream().flatMap(link -> link.logical().stream()).toList(), logicals);
    List<Long> places = places(links, logicals, to);
    for (int i = 0; i < links.size(); i++) {
      write(i, links, logicals, places, to);
    }
  }

  /**
   * One extended boot record.
   *
   * @param place its offset on the disk
   * @param logical what its first entry names
   */
  private record Link(long place, BootRecord record, Optional<Extent> logical) {}

  private List<Link> links(Extent container) {
    List<Link> links = new ArrayList<>();
    long place = container.offset();
    // A chain that leads back to itself, or out of its container, is none.
    while (place >= 0 && container.contains(new Extent(place, sector.bytes()))) {
      BootRecord record = record(place);
      links.add(
          new Link(place, record, record.isUsed(0) ? record.extent(0, place) : Optional.empty()));
      Optional<Extent> next =
          record.isUsed(1) ? record.extent(1, container.offset()) : Optional.empty();
      boolean forward = next.isPresent() && links.size() < source.partitions().size();
      place = forward ? next.get().offset() : -1;
    }
    return links;
  }

  private BootRecord record(long place) {
    try {
      return new BootRecord(disk.read(place, BootRecord.BYTES), sector);
    } catch (IOException e) {
      throw new InputOutputException("reading an extended boot record", e);
    }
  }

  /** What sfdisk reads must be what was read here, or the chain is of a kind of its own. */
  private static void requireRegular(List<Extent> found, List<Partition> logicals) {
    if (!found.equals(logicals.stream().map(Partition::extent).toList())) {
      throw new RefusedException(
          "The logical partitions of the source are linked in an unusual way; clone it with the"
              + " same sizes, or write its table anew with sfdisk first.");
    }
  }

  /** Each record keeps its distance from its partition; the first one begins the container. */
  private List<Long> places(List<Link> links, List<Partition> logicals, Extent container) {
    List<Long> places = new ArrayList<>();
    places.add(container.offset());
    int first = links.get(0).logical().isPresent() ? 1 : 0;
    for (int i = 1; i < links.size(); i++) {
      Partition partition = logicals.get(i - 1 + first);
      long distance = partition.extent().offset() - links.get(i).place();
      places.add(counterpart(partition).extent().offset() - distance);
    }
    if (places.stream().distinct().count() < places.size()) {
      throw new RefusedException("Two extended boot records would share one place.");
    }
    return places;
  }

  private void write(
      int index, List<Link> links, List<Partition> logicals, List<Long> places, Extent container) {
    BootRecord record = links.get(index).record();
    int first = links.get(0).logical().isPresent() ? 0 : 1;
    if (links.get(index).logical().isPresent()) {
      record.place(0, places.get(index), counterpart(logicals.get(index - first)).extent());
    }
    if (index + 1 < links.size()) {
      Extent next = counterpart(logicals.get(index + 1 - first)).extent();
      record.place(1, container.offset(), Extent.between(places.get(index + 1), next.end()));
    }
    add(links.get(index).place(), places.get(index), record);
  }
}
