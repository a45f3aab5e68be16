package org.diskreplicator.engine.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.compare.PartResult.Means;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.execute.MaskedComparison;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Proves that two disks hold the same files, whatever blocks they lie in, and are the same disk
 * otherwise: table, identities, boot code, gaps.
 */
public final class FileVerifier {
  private final MaskedComparison masked;
  private final PartComparison parts;

  /**
   * Prepares comparisons.
   *
   * @param runFolder where masks and links may be written
   */
  public FileVerifier(
      ImageFiles images,
      FileSystems fileSystems,
      FileSystemChecks checks,
      Windows windows,
      Path runFolder,
      CancelToken cancel,
      EventSink events) {
    this.masked = new MaskedComparison(images, runFolder);
    this.parts =
        new PartComparison(
            fileSystems, windows, masked, new TrustedFree(checks, windows), cancel, events);
  }

  /**
   * Compares; neither disk is changed.
   *
   * @throws RefusedException when one of them is being written to
   */
  public FileVerification verify(Inspection source, Inspection copy) {
    requireQuiet(source);
    requireQuiet(copy);
    List<PartResult> results = new ArrayList<>();
    if (!source.isPartition()) {
      results.add(disk(source, copy));
    }
    for (Region region : holders(source)) {
      counterpart(source, region, copy)
          .map(other -> parts.compare(new Side(source, region), new Side(copy, other)))
          .ifPresent(results::add);
    }
    if (source.isPartition() && results.isEmpty()) {
      throw new RefusedException(
          "One partition can be compared with one partition, or with a disk without a table;"
              + " name the partition of the copy as COPY#NUMBER.");
    }
    return new FileVerification(results);
  }

  private static void requireQuiet(Inspection disk) {
    disk.use()
        .mountedAt()
        .ifPresent(
            place -> {
              throw new RefusedException(
                  "'"
                      + disk.image().path()
                      + "' is mounted writable ("
                      + place
                      + "). Unmount it, or mount it read-only, then try again.");
            });
  }

  private PartResult disk(Inspection source, Inspection copy) {
    Differences differences = new Differences();
    new TableComparison(differences).compare(source, copy);
    comparePresence(source, copy, differences);
    if (source.table().isPresent() && type(source).equals(type(copy)) && !copy.isPartition()) {
      new OutsideComparison(masked, differences).compare(source, copy);
    }
    return new PartResult(
        "disk",
        type(source).orElse("no table"),
        Means.HEADER,
        0,
        0,
        differences.first(),
        differences.count(),
        "");
  }

  private static Optional<String> type(Inspection disk) {
    return disk.table().map(PartitionTable::type).map(Object::toString);
  }

  private static void comparePresence(Inspection source, Inspection copy, Differences found) {
    List<Integer> here = numbers(source);
    List<Integer> there = numbers(copy);
    here.stream()
        .filter(number -> !there.contains(number))
        .forEach(number -> found.add("partition " + number, "missing in the copy"));
    there.stream()
        .filter(number -> !here.contains(number))
        .forEach(number -> found.add("partition " + number, "missing in the source"));
  }

  private static List<Integer> numbers(Inspection disk) {
    return holders(disk).stream()
        .flatMap(region -> region.partition().stream())
        .map(partition -> partition.number())
        .toList();
  }

  private static List<Region> holders(Inspection disk) {
    return disk.regions().stream().filter(region -> region.kind() != Region.Kind.GAP).toList();
  }

  /** The same partition of the copy; what is alone on its side can only be meant for the other. */
  private static Optional<Region> counterpart(Inspection source, Region region, Inspection copy) {
    List<Region> others = holders(copy);
    if (source.isPartition() || region.kind() == Region.Kind.BARE) {
      boolean alone = copy.isPartition() || copy.table().isEmpty();
      return alone ? others.stream().findFirst() : Optional.empty();
    }
    int number = region.partition().orElseThrow().number();
    return others.stream()
        .filter(other -> other.partition().filter(p -> p.number() == number).isPresent())
        .findFirst();
  }
}
