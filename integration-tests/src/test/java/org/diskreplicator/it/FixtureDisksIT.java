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
import org.junit.jupiter.params.provider.MethodSource;

/** The fixtures are what they claim to be; every other proof stands on this. */
@ExtendWith(Lab.class)
class FixtureDisksIT {
  @TempDir Path work;

  /** Those that boot need parts that only the container has. */
  static List<String> raw() {
    return FixtureDisks.names().stream()
        .filter(name -> !name.equals("huge") && FixtureDisks.boot(name).isEmpty())
        .toList();
  }

  /** Those that are equal in each build; a journal holds the time of its commit. */
  static List<String> reproducible() {
    return List.of("gpt", "mbr", "lying-ext4", "gap-data", "bare-fat12", "fragmented");
  }

  static List<String> clean() {
    return raw().stream().filter(name -> !name.equals("lying-ext4")).toList();
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

  @Test
  void lengthsAreThoseOfTheFiles(Workbench bench) {
    for (String name : raw()) {
      Fixture fixture = bench.fixture(name);
      assertThat(fixture.image().toFile().length()).as(name).isEqualTo(fixture.size());
    }
  }
}
