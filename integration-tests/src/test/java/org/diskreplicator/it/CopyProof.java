package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.diskreplicator.fixtures.FixtureStretch;

/** Proves with independent tools that a raw disk is a good copy of a raw fixture. */
final class CopyProof {
  private static final long MIB = 1 << 20;

  private final Fixture source;
  private final Path copy;
  private final FileSystems fileSystems;

  /**
   * Compares a copy.
   *
   * @param source a raw disk
   * @param copy a raw disk
   * @param work a folder for what is taken out of the copy
   */
  CopyProof(Fixture source, Path copy, Path work) {
    this.source = source;
    this.copy = copy;
    this.fileSystems = new FileSystems(copy, work);
  }

  /** All that holds for a copy of the same size whose deleted data was left behind. */
  void assertGood() {
    assertSameTable();
    assertContents();
    assertUsedBytesEqual();
    assertNoGarbage();
  }

  /** The partition tables are equal, and so is the whole first MiB; a bare disk has neither. */
  void assertSameTable() {
    if (source.table().equals("none")) {
      return;
    }
    assertThat(table(copy)).isEqualTo(table(source.image()));
    List<Range> firstMib = List.of(new Range(0, MIB));
    assertThat(DiskBytes.firstDifference(source.image(), copy, firstMib))
        .as("first byte of the first MiB that differs")
        .isEmpty();
  }

  private static String table(Path disk) {
    // Between a name that ends in a digit and the number of a partition sfdisk puts a p.
    String name = Pattern.quote(disk.toString());
    return Tools.output("sfdisk", "-d", disk).replaceAll(name + "(p(?=[0-9]))?", "disk");
  }

  /** Each file system checks clean and holds its files; boot code and gaps are there. */
  void assertContents() {
    for (FixturePartition partition : source.partitions()) {
      fileSystems.assertClean(partition);
      assertIdentityAndFiles(partition);
    }
    for (FixtureStretch stretch : source.stretches()) {
      assertThat(Checksums.sha256(copy, stretch.offset(), stretch.length()))
          .as("bytes at %d", stretch.offset())
          .isEqualTo(stretch.sha256());
    }
  }

  void assertIdentityAndFiles(FixturePartition partition) {
    fileSystems.assertIdentity(partition);
    fileSystems.assertFiles(partition);
  }

  void assertUsedBytesEqual() {
    assertThat(DiskBytes.firstDifference(source.image(), copy, used(source)))
        .as("first used byte that differs")
        .isEmpty();
  }

  /** What of a raw fixture is not free. */
  static List<Range> used(Fixture source) {
    List<Range> free = new ArrayList<>();
    source.partitions().forEach(p -> free.addAll(FreeRanges.of(source.image(), p)));
    return Range.complement(free, source.size());
  }

  void assertNoGarbage() {
    assertThat(DiskBytes.findMarker(copy)).as("deleted data in the copy").isEmpty();
  }
}
