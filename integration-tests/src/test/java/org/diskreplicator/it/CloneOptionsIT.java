package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What options and unusual sources do to a copy. */
@ExtendWith(Lab.class)
class CloneOptionsIT {
  private static final long MIB = 1 << 20;

  @Test
  void onePartitionOfAnImageIsClonedAsADiskOfItsOwn(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt", "qcow2");
    FixturePartition partition = disk.partition(3);
    scene.run("clone", disk.image() + "#3", scene.target("root.raw")).exits(0);

    scene.assertLeftOnly("root.raw");
    assertThat(scene.target("root.raw")).hasSize(partition.size());
    Fixture alone = Partitions.cut(disk, partition, scene.work().resolve("alone"));
    new CopyProof(alone, scene.target("root.raw"), scene.work()).assertGood();
  }

  @Test
  void logicalPartitionIsClonedAsADiskOfItsOwn(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("mbr");
    FixturePartition partition = disk.partition(5);
    scene.run("clone", disk.image() + "#5", scene.target("home.qcow2")).exits(0);

    Path raw = Images.toRaw(scene.target("home.qcow2"), "qcow2", scene.work().resolve("raw"));
    Fixture alone = Partitions.cut(disk, partition, scene.work().resolve("alone"));
    new CopyProof(alone, raw, scene.work()).assertGood();
  }

  @Test
  void wholeChainBehindARelativeBackingFileIsCopied(Workbench bench, Scene scene) {
    Fixture base = bench.fixture("gap-data", "qcow2");
    copy(base.image(), scene.target("base.qcow2"));
    Path top = overlay(scene.target("top.qcow2"), "base.qcow2");
    long gap = 55 * MIB;
    Tools.output("qemu-io", "-f", "qcow2", "-c", "write -P 0x5a " + gap + " 64k", top);

    scene.run("clone", top, scene.target("copy.raw")).exits(0);

    scene.assertLeftOnly("base.qcow2", "top.qcow2", "copy.raw");
    Path expected = Images.toRaw(top, "qcow2", scene.work().resolve("top"));
    List<Range> overwritten = List.of(new Range(gap, gap + (64 << 10)));
    assertThat(DiskBytes.firstDifference(expected, scene.target("copy.raw"), overwritten))
        .isEmpty();
    assertThat(Images.info(scene.target("copy.raw"), "raw").has("backing-filename")).isFalse();
    new CopyProof(bench.fixture("gap-data"), scene.target("copy.raw"), scene.work())
        .assertContents();
  }

  @Test
  void backingFileInAnotherFolderNeedsAllowExternal(Workbench bench, Scene scene) {
    Path base = bench.fixture("gap-data", "qcow2").image();
    Path top = overlay(scene.target("top.qcow2"), base.toString());

    scene.run("clone", top, scene.target("copy.raw")).exits(4).saysOneSentence();
    scene.assertLeftOnly("top.qcow2");

    scene.run("clone", top, scene.target("copy.raw"), "--allow-external").exits(0);
    new CopyProof(bench.fixture("gap-data"), scene.target("copy.raw"), scene.work()).assertGood();
  }

  @Test
  void withoutVerificationTheReportSaysSo(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("out-of-order");
    scene
        .run("clone", source.image(), scene.target("copy.raw"), "--no-verify")
        .exits(0)
        .tells("not verified|unverified|without verif");
    scene.assertLeftOnly("copy.raw");
    new CopyProof(source, scene.target("copy.raw"), scene.work()).assertGood();
  }

  @Test
  void rawStrategyCopiesEveryByte(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("out-of-order");
    scene.run("clone", source.image(), scene.target("copy.raw"), "--strategy", "raw").exits(0);
    scene.assertLeftOnly("copy.raw");
    assertThat(Checksums.sha256(scene.target("copy.raw"))).isEqualTo(bench.checksum(source));
    assertThat(DiskBytes.findMarker(scene.target("copy.raw"))).isPresent();
  }

  @Test
  void dryRunPrintsThePlanAndWritesNothing(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("gpt");
    scene
        .run("clone", source.image(), scene.target("copy.qcow2"), "--dry-run")
        .exits(0)
        .tells("swap")
        .tells("ext4");
    scene.assertLeftOnly();
  }

  @Test
  void dryRunAsJsonIsOneObjectPerLine(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("gpt");
    Outcome outcome =
        scene
            .run("clone", source.image(), scene.target("copy.qcow2"), "--dry-run", "--json")
            .exits(0);
    assertThat(outcome.json()).isNotEmpty();
    scene.assertLeftOnly();
  }

  @Test
  void jsonEventsAreOneObjectPerLineAndEndWithFinished(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("out-of-order");
    Outcome outcome =
        scene.run("clone", source.image(), scene.target("copy.qcow2"), "--json").exits(0);
    List<JsonObject> events = outcome.json();
    assertThat(events).hasSizeGreaterThan(1).allMatch(event -> event.has("event"));
    assertThat(events.get(events.size() - 1).get("event").getAsString()).isEqualTo("finished");
  }

  @Test
  void quietPrintsNoProgressAndAtMostTheResult(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("bare-fat12");
    Outcome outcome =
        scene.run("clone", source.image(), scene.target("copy.raw"), "--quiet").exits(0);
    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout().lines().toList()).hasSizeLessThanOrEqualTo(1);
    new CopyProof(source, scene.target("copy.raw"), scene.work()).assertGood();
  }

  @Test
  void forceReplacesAnExistingFile(Workbench bench, Scene scene) throws IOException {
    Fixture source = bench.fixture("out-of-order");
    scene.owned(Files.writeString(scene.target("copy.raw"), "old"));
    scene.run("clone", source.image(), scene.target("copy.raw"), "--force").exits(0);
    scene.assertLeftOnly("copy.raw");
    new CopyProof(source, scene.target("copy.raw"), scene.work()).assertGood();
  }

  @Test
  void largerGptDiskHasItsBackupHeaderAtTheEnd(Workbench bench, Scene scene) throws IOException {
    Fixture source = bench.fixture("gpt");
    long size = 700 * MIB;
    scene
        .run("clone", source.image(), scene.target("copy.raw"), "--size", "700M", "--keep-sizes")
        .exits(0);

    scene.assertLeftOnly("copy.raw");
    Path copy = scene.target("copy.raw");
    assertThat(copy).hasSize(size);
    assertThat(Tools.output("sfdisk", "--verify", copy)).contains("No errors detected");
    assertThat(Tools.output("sfdisk", "-d", copy)).contains("last-lba: " + (size / 512 - 34));
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "r")) {
      byte[] signature = new byte[8];
      file.seek(size - 512);
      file.readFully(signature);
      assertThat(new String(signature, US_ASCII)).isEqualTo("EFI PART");
    }
    CopyProof proof = new CopyProof(source, copy, scene.work());
    proof.assertContents();
    proof.assertNoGarbage();
  }

  @Test
  void largerGptQcow2IsSoundToo(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("gpt", "qcow2");
    scene
        .run("clone", source.image(), scene.target("copy.qcow2"), "--size", "1G", "--keep-sizes")
        .exits(0);
    scene.run("verify", source.image(), scene.target("copy.qcow2")).exits(0);
    Path raw = Images.toRaw(scene.target("copy.qcow2"), "qcow2", scene.work().resolve("raw"));
    assertThat(raw).hasSize(1024 * MIB);
    assertThat(Tools.output("sfdisk", "--verify", raw)).contains("No errors detected");
    new CopyProof(bench.fixture("gpt"), raw, scene.work()).assertContents();
  }

  @Test
  void formatOptionWinsOverTheExtension(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("bare-fat12");
    scene.run("clone", source.image(), scene.target("copy.img"), "--format", "qcow2").exits(0);
    assertThat(Images.detectedFormat(scene.target("copy.img"))).isEqualTo("qcow2");
    Path raw = Images.toRaw(scene.target("copy.img"), "qcow2", scene.work().resolve("raw"));
    new CopyProof(source, raw, scene.work()).assertGood();
  }

  @Test
  void sparsifyKeepsTheFormatAndDropsTheGarbage(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("bare-ext4", "qcow2");
    scene.run("sparsify", source.image(), scene.target("thin.qcow2")).exits(0);
    scene.assertLeftOnly("thin.qcow2");
    assertThat(Images.detectedFormat(scene.target("thin.qcow2"))).isEqualTo("qcow2");
    assertThat(Files.exists(source.image())).isTrue();
    assertThat(scene.target("thin.qcow2").toFile().length())
        .isLessThan(source.image().toFile().length());
    Path raw = Images.toRaw(scene.target("thin.qcow2"), "qcow2", scene.work().resolve("raw"));
    new CopyProof(bench.fixture("bare-ext4"), raw, scene.work()).assertGood();
  }

  @Test
  void dirtyJournalMakesTheWholePartitionTravel(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("dirty-ext4");
    scene
        .run("clone", source.image(), scene.target("copy.raw"))
        .exits(0)
        .tells("recovery|replay|journal|whole");
    assertThat(Checksums.sha256(scene.target("copy.raw"))).isEqualTo(bench.checksum(source));
    scene.assertLeftOnly("copy.raw");
  }

  @Test
  void jsonTellsOfTheDirtyJournalToo(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("dirty-ext4");
    Outcome outcome =
        scene.run("clone", source.image(), scene.target("copy.raw"), "--json").exits(0);
    assertThat(outcome.json()).isNotEmpty();
    assertThat(outcome.stdout()).containsPattern("(?i)recovery|replay|journal|whole");
  }

  @Test
  void lyingBitmapIsFoundOutAndTheWholePartitionTravels(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("lying-ext4");
    scene
        .run("clone", source.image(), scene.target("copy.raw"))
        .exits(0)
        .tells("whole|disagree|e2fsck|check");
    scene.assertLeftOnly("copy.raw");
    FixturePartition bare = source.partition(0);
    new FileSystems(scene.target("copy.raw"), scene.work()).assertFiles(bare);
    assertThat(Checksums.sha256(scene.target("copy.raw"))).isEqualTo(bench.checksum(source));
  }

  /** What the option is for, and the proof that the test above can fail. */
  @Test
  void trustedLyingBitmapLosesTheFile(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("lying-ext4");
    scene.run("clone", source.image(), scene.target("copy.raw"), "--trust-bitmaps").exits(0);
    assertThat(Checksums.sha256(scene.target("copy.raw"))).isNotEqualTo(bench.checksum(source));
    new CopyProof(source, scene.target("copy.raw"), scene.work()).assertNoGarbage();
  }

  @Test
  void copyOfACopyOfACopyIsTheSame(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("mbr");
    scene.run("clone", source.image(), scene.target("one.qcow2"), "--compress").exits(0);
    scene.run("clone", scene.target("one.qcow2"), scene.target("two.raw")).exits(0);
    scene.run("clone", scene.target("two.raw"), scene.target("three.vmdk")).exits(0);
    scene.run("clone", scene.target("three.vmdk"), scene.target("four.qcow2")).exits(0);
    scene.assertLeftOnly("one.qcow2", "two.raw", "three.vmdk", "four.qcow2");
    Path last = Images.toRaw(scene.target("four.qcow2"), "qcow2", scene.work().resolve("raw"));
    assertThat(Checksums.sha256(last)).isEqualTo(Checksums.sha256(scene.target("two.raw")));
    new CopyProof(source, last, scene.work()).assertGood();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gap-data", "out-of-order", "fragmented", "bare-fat12", "hostile-labels"})
  void unusualDiskIsCopiedWell(String name, Workbench bench, Scene scene) {
    Fixture source = bench.fixture(name);
    scene.run("clone", source.image(), scene.target("copy.qcow2")).exits(0);
    scene.assertLeftOnly("copy.qcow2");
    Path raw = Images.toRaw(scene.target("copy.qcow2"), "qcow2", scene.work().resolve("raw"));
    new CopyProof(source, raw, scene.work()).assertGood();
  }

  @Test
  void diskWithAnEmptyPartitionIsCopied(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("empty-gpt");
    scene.run("clone", source.image(), scene.target("copy.raw")).exits(0);
    assertThat(Checksums.sha256(scene.target("copy.raw"))).isEqualTo(bench.checksum(source));
  }

  @Test
  void emptyDiskIsCopiedWhenItsFormatIsGiven(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("empty");
    scene.run("clone", source.image(), scene.target("copy.raw"), "--source-format", "raw").exits(0);
    assertThat(Checksums.sha256(scene.target("copy.raw"))).isEqualTo(bench.checksum(source));
  }

  @Test
  void twoHundredTebibytesAreClonedInASmallHeap(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("huge");
    FixturePartition partition = source.partition(1);
    scene
        .with("DISKREP_JAVA_OPTS", "-Xmx256m")
        .run("clone", source.image(), scene.target("copy.qcow2"))
        .exits(0);
    scene.assertLeftOnly("copy.qcow2");
    Path copy = scene.target("copy.qcow2");
    assertThat(Images.virtualSize(copy, "qcow2")).isEqualTo(source.size());
    assertThat(DiskBytes.findMarker(copy)).as("deleted data in the image file").isEmpty();
    assertEnds(source, copy, scene.work());
    Fixture alone = Partitions.cut(source, partition, scene.work().resolve("alone"));
    Path part = scene.work().resolve("part");
    Images.stretch(copy, "qcow2", partition.offset(), partition.size(), part);
    FileSystems files = new FileSystems(part, scene.work());
    files.assertClean(alone.partition(0));
    files.assertFiles(alone.partition(0));
  }

  /** The first and last MiB hold the table and its backup. */
  private static void assertEnds(Fixture source, Path copy, Path work) {
    for (long offset : List.of(0L, source.size() - MIB)) {
      Path expected = work.resolve("expected-" + offset);
      Path found = work.resolve("found-" + offset);
      Images.stretch(source.image(), "qcow2", offset, MIB, expected);
      Images.stretch(copy, "qcow2", offset, MIB, found);
      assertThat(found).hasSameBinaryContentAs(expected);
    }
  }

  @Test
  void loopDeviceIsCloned(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root, to attach a loop device");
    Fixture source = bench.fixture("gpt");
    Tools.Result attached = Tools.run("losetup", "-r", "-f", "--show", source.image());
    Requirement.that(attached.exitCode() == 0, "a loop device");
    String device = attached.text().strip();
    try {
      scene.as(Caller.ROOT).run("clone", device, scene.target("copy.qcow2")).exits(0);
    } finally {
      Tools.output("losetup", "-d", device);
    }
    scene.assertLeftOnly("copy.qcow2");
    Path raw = Images.toRaw(scene.target("copy.qcow2"), "qcow2", scene.work().resolve("raw"));
    new CopyProof(source, raw, scene.work()).assertGood();
  }

  @Test
  void verifyAgreesWithACloneAndSeesAChangedUsedByte(Workbench bench, Scene scene)
      throws IOException {
    Fixture source = bench.fixture("bare-ext4");
    Path copy = scene.target("copy.raw");
    scene.run("clone", source.image(), copy, "--no-verify").exits(0);
    scene.run("verify", source.image(), copy).exits(0);
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.seek(1024 + 0x78); // the label in the superblock
      file.write('X');
    }
    scene.run("verify", source.image(), copy).exits(3).tells("differ");
    scene.assertLeftOnly("copy.raw");
  }

  private static Path overlay(Path top, String backing) {
    Tools.output("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", backing, top);
    open(top);
    return top;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open(to);
  }

  private static void open(Path file) {
    try {
      Trees.openForAll(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
