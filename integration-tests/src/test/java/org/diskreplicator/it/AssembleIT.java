package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clones of other sizes, put together from pieces by an ordinary user. */
@ExtendWith(Lab.class)
class AssembleIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest(name = "{0} to {1} as {2}")
  @CsvSource({
    "gpt, 300M, raw",
    "gpt, 300M, qcow2",
    "gpt, 720M, qcow2",
    "gpt, 300M, vmdk",
    "mbr, 300M, raw",
    "mbr, 250M, qcow2",
    "mbr, 600M, vdi",
    "out-of-order, 110M, raw",
    "out-of-order, 240M, qcow2",
    "gap-data, 100M, qcow2",
    "hostile-labels, 70M, raw",
    "hostile-labels, 150M, qcow2",
    "bare-ext4, 160M, raw",
    "bare-ext4, 400M, qcow2",
    "fragmented, 64M, raw"
  })
  void aCopyOfAnotherSizeIsGood(
      String name, String size, String format, Workbench bench, Scene scene) {
    Fixture disk = bench.fixture(name);
    String before = bench.checksum(disk);
    scene.run("clone", disk.image(), "copy." + format, "--size", size).exits(0);
    Path raw =
        Images.toRaw(scene.target("copy." + format), format, scene.work().resolve("copy.raw"));
    new LayoutProof(disk, raw, scene.work()).assertGood();
    assertThat(Checksums.sha256(disk.image())).as("the source").isEqualTo(before);
    scene.assertLeftOnly("copy." + format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qcow2", "vmdk", "vdi", "vhdx", "vpc"})
  void aSourceOfEachFormatShrinks(String format, Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("mbr", format);
    scene.run("clone", disk.image(), "copy.qcow2", "--size", "300M").exits(0);
    Path raw = Images.toRaw(scene.target("copy.qcow2"), "qcow2", scene.work().resolve("copy.raw"));
    new LayoutProof(bench.fixture("mbr"), raw, scene.work()).assertGood();
  }

  @Test
  void aCompressedCopyOfAnotherSizeIsGood(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    scene.run("clone", disk.image(), "copy.qcow2", "--size", "300M", "--compress").exits(0);
    Path copy = scene.target("copy.qcow2");
    assertThat(Images.info(copy, "qcow2").toString()).contains("\"compression-type\":\"zstd\"");
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("copy.raw"));
    new LayoutProof(disk, raw, scene.work()).assertGood();
  }

  @Test
  void onePartitionShrinksIntoAFile(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    Fixture alone = Partitions.cut(disk, disk.partition(3), scene.work().resolve("cut.raw"));
    long size = (disk.partition(3).size() * 3 / 5) >> 20;
    scene.run("clone", disk.image() + "#3", "root.raw", "--size", size + "M").exits(0);
    assertThat(scene.target("root.raw")).hasSize(size << 20);
    new LayoutProof(alone, scene.target("root.raw"), scene.work()).assertGood();
  }

  /** What the journal holds is in the copy's files, and the source's journal goes on waiting. */
  @Test
  void aJournalIsReplayedOnItsWay(Workbench bench, Scene scene) throws IOException {
    Fixture disk = bench.fixture("dirty-ext4");
    String before = bench.checksum(disk);
    Path replayed = Files.copy(disk.image(), scene.work().resolve("replayed.raw"));
    Tools.run("e2fsck", "-fy", replayed);
    scene.run("clone", disk.image(), "copy.raw", "--size", "48M").exits(0);
    String file = disk.partitions().get(0).files().get(0).path();
    assertThat(dump(scene.target("copy.raw"), file, scene))
        .isEqualTo(dump(replayed, file, scene))
        .isNotEqualTo(dump(disk.image(), file, scene));
    Tools.Result check = Tools.run("e2fsck", "-fn", scene.target("copy.raw"));
    assertThat(check.exitCode()).as(check.toString()).isZero();
    assertThat(Checksums.sha256(disk.image())).isEqualTo(before);
  }

  private static String dump(Path image, String file, Scene scene) {
    Path out = scene.work().resolve("dumped");
    Tools.output("debugfs", "-R", "dump " + file + " " + out, image);
    return Checksums.sha256(out);
  }

  /** Nothing deleted travels with a file system that gets another size. */
  @Test
  void deletedDataStaysBehind(Workbench bench, Scene scene) throws IOException {
    Fixture disk = bench.fixture("bare-ext4");
    assertThat(disk.hasGarbage()).isTrue();
    scene.run("clone", disk.image(), "copy.raw", "--size", "160M").exits(0);
    assertThat(Tools.run("grep", "-c", disk.marker(), scene.target("copy.raw")).text().strip())
        .isEqualTo("0");
  }

  @Test
  void withoutAProofTheTableIsReadBackAllTheSame(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("mbr");
    scene
        .run("clone", disk.image(), "copy.raw", "--size", "300M", "--no-verify")
        .exits(0)
        .tells("not verified");
    new LayoutProof(disk, scene.target("copy.raw"), scene.work()).assertGood();
  }

  /** A file system whose bitmap lies is copied whole where its size stays. */
  @Test
  void aDoubtfulPieceIsCopiedWhole(Workbench bench, Scene scene) throws IOException {
    Fixture disk = bench.fixture("lying-ext4");
    scene
        .run("clone", disk.image(), "copy.raw", "--size", "100M", "--keep-sizes")
        .exits(0)
        .tells("whole");
    List<Range> all = List.of(new Range(0, disk.size()));
    assertThat(DiskBytes.firstDifference(disk.image(), scene.target("copy.raw"), all)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aKilledRunLeavesNothingThatCleanupDoesNotRemove(int seed, Workbench bench, Scene scene)
      throws Exception {
    Fixture disk = bench.fixture("mbr");
    String before = bench.checksum(disk);
    scene.owned(Files.writeString(scene.target("keep.txt"), "mine"));
    Running clone = scene.start("clone", disk.image(), "copy.qcow2", "--size", "300M");
    Thread.sleep(200 + new Random(seed).nextInt(1_500));
    clone.kill(); // on a quick machine it may have ended
    clone.await();
    await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());
    scene.run("cleanup").exits(0);
    Files.deleteIfExists(scene.target("copy.qcow2")); // it may have been complete
    scene.assertLeftOnly("keep.txt");
    assertThat(Checksums.sha256(disk.image())).isEqualTo(before);
  }

  @Test
  void aStopLeavesNothing(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("mbr");
    Path tools = ToolFolder.withSlowConvert(scene.work().resolve("tools"));
    scene.with("DISKREP_PATH", tools.toString());
    Running clone = scene.start("clone", disk.image(), "copy.qcow2", "--size", "300M");
    await().atMost(LIMIT).until(() -> !scene.targetNames().isEmpty() || !clone.process().isAlive());
    clone.signal("TERM").await().exits(143);
    scene.assertLeftOnly();
  }
}
