package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The fixtures are what they claim to be; every other proof stands on this. */
@ExtendWith(Lab.class)
class FixtureDisksIT {
  @TempDir Path work;

  /** Those that boot are made of parts that only the container has, and are judged there. */
  static List<String> raw() {
    return FixtureDisks.names().stream()
        .filter(name -> FixtureDisks.format(name).equals("raw"))
        .filter(name -> FixtureDisks.boot(name).isEmpty())
        .toList();
  }

  static List<String> converted() {
    return List.of("gpt-qcow2", "gpt-vmdk", "gpt-vdi", "gpt-vhdx", "gpt-vpc");
  }

  /** Kernels and journals write the time of day; the demo disk is large. */
  static List<String> reproducible() {
    return raw().stream()
        .filter(name -> !FixtureDisks.needs(name).needsRoot())
        .filter(name -> !List.of("dirty-ext4", "demo").contains(name))
        .toList();
  }

  /** Those whose own checker says that they are sound. */
  static List<String> clean() {
    List<String> sick =
        List.of("lying-ext4", "ext4-unknown-incompat", "ext4-unknown-ro-compat", "xfs-states");
    return raw().stream().filter(name -> !sick.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("clean")
  void everyFileSystemChecksCleanAndHoldsItsFiles(String name, Workbench bench) {
    Fixture fixture = bench.fixture(name);
    new CopyProof(fixture, fixture.image(), work).assertContents();
  }

  @ParameterizedTest
  @MethodSource("raw")
  void garbageIsThereAsClaimed(String name, Workbench bench) {
    Fixture fixture = bench.fixture(name);
    assertThat(DiskBytes.findMarker(fixture.image()).isPresent()).isEqualTo(fixture.hasGarbage());
  }

  /** Else a copy of all used blocks would carry it, and no proof could ask for its absence. */
  @ParameterizedTest
  @MethodSource("clean")
  void garbageIsInFreeSpaceAlone(String name, Workbench bench) {
    Fixture fixture = bench.fixture(name);
    assertThat(DiskBytes.findMarker(fixture.image(), CopyProof.used(fixture))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("reproducible")
  void twoBuildsAreEqual(String name, Workbench bench) {
    Fixture again = FixtureDisks.build(name, work.resolve("again"));
    assertThat(Checksums.sha256(again.image())).isEqualTo(bench.checksum(bench.fixture(name)));
  }

  @Test
  void tablesAreSoundAndAsDeclared(Workbench bench) {
    for (String name : List.of("gpt", "mbr", "gap-data", "out-of-order", "hostile-labels")) {
      Fixture fixture = bench.fixture(name);
      assertThat(Tools.output("sfdisk", "--verify", fixture.image())).contains("No errors");
      String dump = Tools.output("sfdisk", "-d", fixture.image());
      assertThat(dump).contains("label: " + fixture.table());
      assertThat(fixture.partitions())
          .allSatisfy(
              p ->
                  assertThat(dump)
                      .containsPattern(
                          "start= *" + p.offset() / 512 + ", size= *" + p.size() / 512));
    }
  }

  @ParameterizedTest
  @MethodSource("converted")
  void imagesOfOtherFormatsHoldTheirDisk(String name, Workbench bench) {
    Fixture fixture = bench.fixture(name);
    assertThat(Images.detectedFormat(fixture.image())).isEqualTo(fixture.format());
    assertThat(Images.virtualSize(fixture.image(), fixture.format())).isEqualTo(fixture.size());
    Path raw = Images.toRaw(fixture.image(), fixture.format(), work.resolve("raw"));
    new CopyProof(fixture.at(raw, "raw"), raw, work).assertContents();
    assertThat(DiskBytes.findMarker(raw)).isPresent();
  }

  @Test
  void tableForLargeSectorsIsFoundOnADeviceThatHasThem(Workbench bench) {
    Requirement.that(Caller.isRoot(), "root");
    Fixture fixture = bench.fixture("gpt-4096");
    String loop =
        Tools.output("losetup", "-r", "-b", "4096", "-f", "--show", fixture.image()).strip();
    try {
      assertThat(Tools.output("sfdisk", "--verify", loop)).contains("No errors");
      String dump = Tools.output("sfdisk", "-d", loop);
      assertThat(dump).contains("sector-size: 4096", "last-lba: 107514");
      for (FixturePartition p : fixture.partitions()) {
        assertThat(dump)
            .containsPattern("start= *" + p.offset() / 4096 + ", size= *" + p.size() / 4096);
      }
    } finally {
      Tools.output("losetup", "-d", loop);
    }
  }

  static List<Arguments> features() {
    return List.of(
        Arguments.of("ext4-1k", "Block size: +1024"),
        Arguments.of("ext4-no-64bit", "features:(?!.* 64bit).* extent"),
        Arguments.of("ext4-bigalloc", "features:.* bigalloc"),
        Arguments.of("ext4-meta-bg", "features:.* meta_bg"),
        Arguments.of("ext4-inline-data", "features:.* inline_data"),
        Arguments.of("ext4-ea-inode", "features:.* ea_inode"),
        Arguments.of("ext4-casefold", "Character encoding: +utf8"),
        Arguments.of("ext4-quota", "features:.* quota"),
        Arguments.of("ext4-encrypt", "features:.* encrypt"),
        Arguments.of("ext4-no-journal", "features:(?!.* has_journal).* extent"));
  }

  @ParameterizedTest
  @MethodSource("features")
  void extDisksHaveTheFeaturesOfTheirNames(String name, String pattern, Workbench bench) {
    Path disk = bench.fixture(name).image();
    assertThat(Tools.output("dumpe2fs", "-h", disk)).containsPattern(pattern);
  }

  @ParameterizedTest
  @CsvSource({"ext4-unknown-incompat,FEATURE_I30", "ext4-unknown-ro-compat,FEATURE_R30"})
  void unknownFeaturesAreRefusedByTheFullCheck(String name, String feature, Workbench bench) {
    Tools.Result check = Tools.run("e2fsck", "-fn", bench.fixture(name).image());
    assertThat(check.exitCode()).isGreaterThanOrEqualTo(8);
    assertThat(check.text()).contains("unsupported feature(s): " + feature);
  }

  @Test
  void nearlyFullAndNearlyEmptyAreThat(Workbench bench) {
    assertThat(freeShare(bench.fixture("ext4-nearly-full"))).isLessThan(0.01);
    assertThat(freeShare(bench.fixture("ext4-nearly-empty"))).isGreaterThan(0.85);
  }

  private static double freeShare(Fixture fixture) {
    long free =
        FreeRanges.of(fixture.image(), fixture.partition(0)).stream()
            .mapToLong(range -> range.end() - range.start())
            .sum();
    return (double) free / fixture.size();
  }

  @Test
  void fileThatTheBitmapCallsFreeIsFoundByTheFullCheckOnly(Workbench bench) {
    Path disk = bench.fixture("lying-ext4").image();
    assertThat(Tools.output("dumpe2fs", "-h", disk)).containsPattern("Filesystem state: +clean");
    Tools.Result check = Tools.run("e2fsck", "-fn", disk);
    assertThat(check.exitCode()).isEqualTo(4);
    assertThat(check.text()).contains("Block bitmap differences").doesNotContain("count wrong");
  }

  @Test
  void replayOfTheDirtyJournalChangesTheFirstFile(Workbench bench) throws IOException {
    Fixture fixture = bench.fixture("dirty-ext4");
    assertThat(Tools.output("dumpe2fs", "-h", fixture.image())).contains("needs_recovery");
    Path replayed = work.resolve("replayed");
    Files.copy(fixture.image(), replayed);
    Tools.run("e2fsck", "-fy", replayed);
    String first = fixture.partition(0).files().get(0).path();
    String text = Tools.output("debugfs", "-R", "cat " + first, replayed);
    assertThat(text).contains("replayed replayed");
  }

  @Test
  void fragmentedHasTheAskedNumberOfFreeRanges(Workbench bench) {
    Fixture fixture = bench.fixture("fragmented");
    FixturePartition partition = fixture.partition(0);
    assertThat(FreeRanges.of(fixture.image(), partition)).hasSizeGreaterThanOrEqualTo(2000);
  }

  @Test
  void hugeHoldsItsPartitionIn200TebibytesWithoutWritingThem(Workbench bench) {
    Fixture huge = bench.fixture("huge");
    assertThat(Images.virtualSize(huge.image(), "qcow2")).isEqualTo(200L << 40);
    assertThat(huge.image().toFile().length()).isLessThan(500L << 20);
    FixturePartition partition = huge.partition(1);
    Path raw = work.resolve("partition");
    Images.stretch(huge.image(), "qcow2", partition.offset(), partition.size(), raw);
    FileSystems files = new FileSystems(raw, work);
    FixturePartition alone = Partitions.alone(partition);
    files.assertClean(alone);
    files.assertFiles(alone);
  }

  @ParameterizedTest
  @MethodSource("raw")
  void lengthIsThatOfTheFile(String name, Workbench bench) {
    Fixture fixture = bench.fixture(name);
    assertThat(fixture.image()).hasSize(fixture.size());
  }
}
