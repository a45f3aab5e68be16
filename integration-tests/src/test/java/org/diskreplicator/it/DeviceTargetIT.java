package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives as targets: loop devices, as root. */
@ExtendWith(Lab.class)
class DeviceTargetIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long MIB = 1 << 20;

  @BeforeEach
  void asRoot(Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    scene.as(Caller.ROOT);
  }

  private static Path file(Scene scene) {
    return scene.work().resolve("drive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt", "mbr", "bare-ext4", "bare-fat12"})
  void anImageIsRestoredAndWhatIsFreeIsNotWritten(String name, Workbench bench, Scene scene) {
    Fixture disk = bench.fixture(name);
    Fixture image = bench.fixture(name, "qcow2");
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size())) {
      scene.run("clone", image.image(), drive.device(), "--overwrite").exits(0).tells("verified");
      new CopyProof(disk, drive.file(), scene.work()).assertGood();
      long used =
          CopyProof.used(disk).stream().mapToLong(range -> range.end() - range.start()).sum();
      long ends = (disk.partitions().size() + 1) * 2L * MIB;
      assertThat(disk.size() - drive.oldBytes()).as("bytes written").isLessThan(used + ends + MIB);
      scene.assertNothingRuns();
      scene.assertLeftOnly();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void aDriveIsClonedToADrive(int sector, Workbench bench, Scene scene) throws IOException {
    Fixture disk = bench.fixture(sector == 512 ? "gpt" : "gpt-4096");
    Path copy = Files.copy(disk.image(), scene.work().resolve("source"));
    try (LoopDisk source = LoopDisk.over(copy, "--read-only", "-b", sector);
        LoopDisk drive = LoopDisk.full(file(scene), disk.size(), "-b", sector)) {
      scene.run("clone", source.device(), drive.device(), "--overwrite").exits(0);
      new CopyProof(disk, drive.file(), scene.work()).assertGood();
      assertThat(Tools.output("sfdisk", "--verify", drive.device())).contains("No errors detected");
      assertThat(Checksums.sha256(copy)).isEqualTo(bench.checksum(disk));
    }
  }

  @Test
  void sectorsOf4096BytesStay(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt-4096");
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size(), "-b", 4096)) {
      scene.run("clone", disk.image(), drive.device(), "--overwrite").exits(0);
      new CopyProof(disk, drive.file(), scene.work()).assertGood();
      assertThat(Tools.output("sfdisk", "--verify", drive.device())).contains("No errors detected");
    }
  }

  @Test
  void aPartitionIsWrittenToADriveOfItsOwn(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt", "qcow2");
    FixturePartition partition = disk.partition(3);
    Fixture alone = Partitions.cut(disk, partition, scene.work().resolve("alone"));
    try (LoopDisk drive = LoopDisk.blank(file(scene), partition.size())) {
      scene.run("clone", disk.image() + "#3", drive.device()).exits(0);
      new CopyProof(alone, drive.file(), scene.work()).assertGood();
    }
  }

  @Test
  void onALargerDriveTheTableFitsAndThePartitionsKeepTheirSizes(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size() + 100 * MIB)) {
      scene.run("clone", disk.image(), drive.device(), "--overwrite", "--keep-sizes").exits(0);
      new CopyProof(disk, drive.file(), scene.work()).assertContents();
      assertThat(Tools.output("sfdisk", "--verify", drive.file())).contains("No errors detected");
      assertThat(drive.oldBytes()).isGreaterThan(90 * MIB);
      scene.run("verify", disk.image(), drive.device()).exits(0);
    }
  }

  @Test
  void onALargerDriveTheLastPartitionGrows(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    Path scratch = scene.target("scratch");
    scene.owned(mkdir(scratch));
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size() + 100 * MIB)) {
      scene
          .run("clone", disk.image(), drive.device(), "--overwrite", "--scratch", scratch)
          .exits(0);
      assertThat(Tools.output("sfdisk", "--verify", drive.file())).contains("No errors detected");
      List<Long> before = sizes(disk.image());
      List<Long> after = sizes(drive.file());
      int last = before.size() - 1;
      assertThat(after.get(last)).isGreaterThan(before.get(last) + 90 * MIB / 512);
      assertThat(after.subList(0, last)).isEqualTo(before.subList(0, last));
      for (FixturePartition partition : disk.partitions()) {
        new FileSystems(drive.file(), scene.work()).assertFiles(partition);
      }
      assertThat(scratch).isEmptyDirectory();
    }
  }

  @Test
  void aDriveIsUntouchedWhileItsDiskIsPutTogether(Workbench bench, Scene scene) throws IOException {
    Fixture disk = bench.fixture("gpt");
    scene.with(
        "DISKREP_PATH", ToolFolder.withSlowConvert(scene.work().resolve("tools")).toString());
    Path scratch = scene.owned(mkdir(scene.target("scratch")));
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size() + 100 * MIB)) {
      Running clone =
          scene.start("clone", disk.image(), drive.device(), "--overwrite", "--scratch", scratch);
      await().atMost(LIMIT).until(() -> !Trees.files(scratch).isEmpty());
      clone.kill();
      clone.await();
      await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());
      assertThat(drive.oldBytes()).isEqualTo(Files.size(drive.file()));
      scene.run("cleanup").exits(0);
      assertThat(scratch).isEmptyDirectory();
      scene.assertLeftOnly("scratch");
    }
  }

  @Test
  void disksAreListedWithWhatTheyHold(Workbench bench, Scene scene) throws IOException {
    Path copy = Files.copy(bench.fixture("bare-ext4").image(), file(scene));
    try (LoopDisk drive = LoopDisk.over(copy)) {
      scene.run("disks").exits(0).tells(drive.device() + " .*ext4");
      JsonObject found =
          scene.run("disks", "--json").exits(0).json().stream()
              .filter(disk -> disk.get("disk").getAsString().equals(drive.device().toString()))
              .findFirst()
              .orElseThrow();
      assertThat(found.get("bytes").getAsLong()).isEqualTo(Files.size(copy));
      assertThat(found.get("holds").getAsString()).startsWith("ext4");
    }
  }

  private static Path mkdir(Path folder) {
    try {
      return Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In sectors, by the places of the partitions. */
  private static List<Long> sizes(Path disk) {
    return Tools.output("sfdisk", "-d", disk)
        .lines()
        .filter(line -> line.contains("size="))
        .map(line -> line.replaceAll(".*size= *(\\d+).*", "$1"))
        .map(Long::parseLong)
        .toList();
  }

  /** They lie where the new file system has nothing, and would be found beside it. */
  @Test
  void whatAnOldFileSystemLeftIsNotFound(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("bare-ext4");
    try (LoopDisk drive = LoopDisk.blank(file(scene), disk.size())) {
      Tools.output("mkfs.btrfs", "-q", "-f", drive.device());
      writeLabels(drive, disk.size());
      scene.run("clone", disk.image(), drive.device(), "--overwrite").exits(0);
      assertThat(Tools.output("blkid", "-p", "-o", "value", "-s", "TYPE", drive.file()).strip())
          .isEqualTo("ext4");
      assertThat(Tools.output("wipefs", drive.file()).lines().filter(line -> line.contains("0x")))
          .hasSize(1);
    }
  }

  /** An md superblock of version 1.0 lies 8 KiB before the end. */
  private static void writeLabels(LoopDisk drive, long size) {
    ByteBuffer block = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    long sector = size / 512 - 16 & ~7L;
    block.putInt(0, 0xa92b4efc).putInt(4, 1).putLong(144, sector);
    try (FileChannel channel = FileChannel.open(drive.device(), StandardOpenOption.WRITE)) {
      channel.write(block, sector * 512);
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPartitionOfADriveIsWrittenAndItsNeighboursAreNot(Workbench bench, Scene scene)
      throws IOException {
    Fixture disk = bench.fixture("gpt");
    FixturePartition partition = disk.partition(3);
    Fixture alone = Partitions.cut(disk, partition, scene.work().resolve("alone"));
    Path copy = Files.copy(disk.image(), file(scene));
    try (LoopDisk drive = LoopDisk.over(copy)) {
      Tools.run("partx", "--add", drive.device());
      Path node = Path.of(drive.device() + "p" + partition.number());
      Requirement.that(Files.exists(node), "nodes of the partitions of loop devices");
      try {
        scene.run("clone", alone.image(), node).exits(4).saysOneSentence().tells("--overwrite");
        scene.run("clone", alone.image(), node, "--overwrite").exits(0);
      } finally {
        Tools.run("partx", "--delete", drive.device());
      }
      Fixture written = Partitions.cut(disk.at(copy, "raw"), partition, scene.work().resolve("w"));
      new CopyProof(alone, written.image(), scene.work()).assertContents();
      List<Range> others =
          Range.complement(List.of(new Range(partition.offset(), partition.end())), disk.size());
      assertThat(DiskBytes.firstDifference(disk.image(), copy, others)).isEmpty();
    }
  }

  @Test
  void aDryRunWritesNothing(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size())) {
      scene
          .run("clone", disk.image(), drive.device(), "--overwrite", "--dry-run")
          .exits(0)
          .tells("erase")
          .tells("finish");
      assertThat(drive.oldBytes()).isEqualTo(disk.size());
    }
  }

  /** Each is one sentence, before the first write. */
  private static void assertRefused(
      LoopDisk drive, Scene scene, String mentions, Object... arguments) {
    String before = Checksums.sha256(drive.file());
    scene.run(arguments).exits(4).saysOneSentence().tells(mentions);
    assertThat(Checksums.sha256(drive.file())).isEqualTo(before);
    scene.assertLeftOnly();
  }

  @Test
  void whatIsOnADriveIsNotOverwrittenUnasked(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("bare-fat12");
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size())) {
      assertRefused(drive, scene, "unknown.*--overwrite", "clone", disk.image(), drive.device());
      Tools.output("mke2fs", "-q", "-F", "-t", "ext4", "-L", "photos", drive.device());
      assertRefused(drive, scene, "ext4 'photos'", "clone", disk.image(), drive.device());
      assertRefused(
          drive, scene, "serial", "clone", disk.image(), drive.device(), "--overwrite=ANOTHER");
    }
  }

  @Test
  void aMountedDriveIsRefused(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("bare-fat12");
    Path point = mkdir(scene.work().resolve("mount"));
    try (LoopDisk drive = LoopDisk.blank(file(scene), 16 * MIB)) {
      Tools.output("mke2fs", "-q", "-t", "ext4", drive.device());
      Tools.output("mount", drive.device(), point);
      try {
        scene
            .run("clone", disk.image(), drive.device(), "--overwrite")
            .exits(4)
            .saysOneSentence()
            .tells("mounted on");
      } finally {
        Tools.output("umount", point);
      }
      Tools.output("e2fsck", "-fn", drive.file());
    }
  }

  @Test
  void theDriveOfTheSourceIsRefused(Workbench bench, Scene scene) throws IOException {
    Path copy = Files.copy(bench.fixture("bare-fat12").image(), file(scene));
    try (LoopDisk drive = LoopDisk.over(copy);
        LoopDisk twin = LoopDisk.over(copy)) {
      for (Path source : List.of(drive.device(), twin.device(), copy)) {
        assertRefused(
            drive,
            scene,
            "holds bytes of the source",
            "clone",
            source,
            drive.device(),
            "--overwrite");
      }
    }
  }

  @Test
  void aReadOnlyDriveIsRefused(Workbench bench, Scene scene) {
    Path disk = bench.fixture("bare-fat12").image();
    Tools.output("truncate", "-s", 64 * MIB, file(scene));
    try (LoopDisk drive = LoopDisk.over(file(scene), "--read-only")) {
      assertRefused(drive, scene, "read-only", "clone", disk, drive.device());
    }
  }

  @Test
  void otherSectorsThanTheTableCountsInAreRefused(Workbench bench, Scene scene) {
    try (LoopDisk drive = LoopDisk.blank(file(scene), 600 * MIB, "-b", 4096)) {
      Path disk = bench.fixture("gpt").image();
      assertRefused(drive, scene, "sectors of 4096.*of 512", "clone", disk, drive.device());
    }
    try (LoopDisk drive = LoopDisk.blank(file(scene), 600 * MIB)) {
      Path disk = bench.fixture("gpt-4096").image();
      assertRefused(drive, scene, "sectors of 512.*of 4096", "clone", disk, drive.device());
    }
  }

  @Test
  void aShapeThatADeviceCannotHaveIsRefused(Workbench bench, Scene scene) {
    Path disk = bench.fixture("bare-fat12").image();
    try (LoopDisk drive = LoopDisk.blank(file(scene), 64 * MIB)) {
      Path device = drive.device();
      assertRefused(drive, scene, "leave out --size", "clone", disk, device, "--size", "32M");
      assertRefused(drive, scene, "without --format", "clone", disk, device, "--format", "qcow2");
      assertRefused(drive, scene, "no compression", "clone", disk, device, "--compress");
    }
  }

  @Test
  void whoeverMayNotWriteIsToldSo(Workbench bench, Scene scene) {
    Path disk = bench.fixture("bare-fat12").image();
    try (LoopDisk drive = LoopDisk.blank(file(scene), 64 * MIB)) {
      scene.as(Caller.ORDINARY);
      scene.run("clone", disk, drive.device()).exits(5).saysOneSentence().tells("permission");
    }
  }

  @Test
  void aDriveThatFailsIsLeftIncompleteAndStartsWithZeros(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    Path small = mkdir(scene.work().resolve("small"));
    Tools.output("mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", small);
    try (LoopDisk drive = LoopDisk.blank(small.resolve("drive"), disk.size())) {
      scene
          .run("clone", disk.image(), drive.device())
          .exits(6)
          .tells("is incomplete")
          .tells("No space left");
      assertThat(drive.startsWithZeros()).isTrue();
    } finally {
      Tools.output("umount", small);
    }
    scene.assertLeftOnly();
  }

  @ParameterizedTest(name = "SIG{0}")
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalLeavesADriveThatStartsWithZeros(String signal, Workbench bench, Scene scene) {
    Fixture disk = bench.fixture("gpt");
    Path tools = ToolFolder.withSlowConvert(scene.work().resolve("tools"));
    scene.with("DISKREP_PATH", tools.toString());
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size())) {
      Running clone = scene.start("clone", disk.image(), drive.device(), "--overwrite");
      await().atMost(LIMIT).until(() -> drive.startsWithZeros() || !clone.process().isAlive());
      clone.signal(signal);
      clone.await().exits(signal.equals("INT") ? 130 : 143).tells("is incomplete");
      assertThat(drive.startsWithZeros()).isTrue();
    }
    scene.assertLeftOnly();
  }

  /** Whenever it is killed: the drive is as it was, or starts with zeros, or is a good copy. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aKilledCloneNeverLooksFinished(long seed, Workbench bench, Scene scene) throws Exception {
    Fixture disk = bench.fixture("gpt");
    try (LoopDisk drive = LoopDisk.full(file(scene), disk.size())) {
      Running clone = scene.start("clone", disk.image(), drive.device(), "--overwrite", "--json");
      if (seed > 2) {
        // The others are killed in the seconds after the first write.
        await().atMost(LIMIT).until(() -> drive.startsWithZeros() || !clone.process().isAlive());
      }
      if (!clone.process().waitFor(new Random(seed).nextLong(900), TimeUnit.MILLISECONDS)) {
        clone.kill();
      }
      Outcome outcome = clone.await();
      await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());

      if (drive.oldBytes() < disk.size() && !drive.startsWithZeros()) {
        assertThat(outcome.stdout()).contains("\"step\":\"finish\"");
        new CopyProof(disk, drive.file(), scene.work()).assertGood();
      }
      scene.run("cleanup").exits(0);
      scene.assertLeftOnly();
      scene.run("clone", disk.image(), drive.device(), "--overwrite").exits(0);
      new CopyProof(disk, drive.file(), scene.work()).assertGood();
    }
  }
}
