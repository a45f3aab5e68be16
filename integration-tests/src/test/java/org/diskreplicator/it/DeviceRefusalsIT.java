package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What is refused as a target, on real devices, as root.
 *
 * <p>Each refusal is one sentence that names the drive, and leaves each byte of it. All have {@code
 * --overwrite}, which must not help, and all that is at stake belongs to the test: none would write
 * anywhere else if the refusal were missing.
 */
@ExtendWith(Lab.class)
@Execution(ExecutionMode.CONCURRENT)
class DeviceRefusalsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long MIB = 1 << 20;
  private static final long SIZE = 24 * MIB;
  private static final long START = 2 * MIB;

  /** Where drives are mounted: not in the scene, which asserts that diskrep left no mount there. */
  @TempDir private Path point = Path.of("none");

  private final Deque<Runnable> undo = new ArrayDeque<>();
  private Path source = Path.of("none");

  @BeforeEach
  void asRoot(Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    scene.as(Caller.ROOT);
    source = scene.work().resolve("source");
    Tools.output("mke2fs", "-q", "-t", "ext2", source, "8M");
  }

  /** The last that was set up goes first, whatever a test found. */
  @AfterEach
  void release() {
    SoftAssertions.assertSoftly(
        all -> undo.forEach(step -> all.assertThatCode(step::run).doesNotThrowAnyException()));
  }

  private LoopDisk over(Path file, Object... options) {
    LoopDisk drive = LoopDisk.over(file, options);
    undo.push(drive::close);
    return drive;
  }

  private LoopDisk drive(Scene scene) {
    return sized(scene, SIZE);
  }

  private LoopDisk sized(Scene scene, long bytes) {
    LoopDisk drive = LoopDisk.full(scene.work().resolve("drive"), bytes);
    undo.push(drive::close);
    return drive;
  }

  /** A drive with one partition of 16 MiB, whose node is returned. */
  private Path partitioned(LoopDisk drive) throws IOException {
    Path table = drive.file().resolveSibling("table");
    Files.writeString(table, "label: dos\nstart=4096, size=32768, type=83\n");
    String script = "sfdisk --quiet --no-reread '" + drive.device() + "' <'" + table + "'";
    Tools.output("sh", "-c", script);
    Tools.run("partx", "--add", drive.device());
    Path node = Path.of(drive.device() + "p1");
    Requirement.that(Files.exists(node), "nodes of the partitions of loop devices");
    undo.push(() -> deletePartition(drive));
    return node;
  }

  /** Whoever looks at a new device, such as udev, has it open for a moment. */
  private static void deletePartition(LoopDisk drive) {
    await()
        .atMost(LIMIT)
        .until(() -> Tools.run("partx", "--delete", drive.device()).exitCode() == 0);
  }

  private void mounted(Path device) {
    Tools.output("mke2fs", "-q", "-F", "-t", "ext2", device);
    mount(device);
  }

  /** A file that is read gets no new time, which would be written to the drive. */
  private void mount(Path device) {
    Tools.output("mount", "-o", "noatime", device, point);
    undo.push(() -> Tools.output("umount", point));
  }

  private void swapOn(Path device) {
    Tools.output("mkswap", device);
    Tools.output("swapon", device);
    undo.push(() -> Tools.output("swapoff", device));
  }

  private void assertRefused(Scene scene, Path disk, LoopDisk drive, String reason) {
    assertRefused(scene, disk, drive.device(), drive, reason);
  }

  /**
   * Each ends with what to do. What the kernel still holds is written first: it would come late.
   */
  private void assertRefused(Scene scene, Path disk, Path target, LoopDisk drive, String reason) {
    Tools.output("sync", "-f", point, drive.file());
    Tools.output("blockdev", "--flushbufs", drive.device());
    String before = Checksums.sha256(drive.file());
    assertThat(scene.run("clone", disk, target, "--overwrite").exits(4).saysOneSentence().stderr())
        .matches("diskrep: '/dev/[^']+' .*" + reason + "[^;]*; .+\\.\n");
    Tools.output("blockdev", "--flushbufs", drive.device());
    assertThat(Checksums.sha256(drive.file())).isEqualTo(before);
    scene.assertLeftOnly();
  }

  @Test
  void oneWithAMountedPartition(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Path part = partitioned(drive);
    mounted(part);
    assertRefused(scene, source, drive, "is mounted on '" + point + "'");
    assertRefused(scene, source, part, drive, "is mounted on '" + point + "'");
  }

  @Test
  void onePartitionOfAMountedDrive(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Path part = partitioned(drive);
    mounted(drive.device());
    assertRefused(scene, source, part, drive, "is mounted on '" + point + "'");
  }

  /** The kernel would let it be written. */
  @Test
  void oneThatIsMountedUnderAnotherName(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Path hardLink = Files.createLink(scene.work().resolve("link"), drive.file());
    LoopDisk twin = over(hardLink);
    mounted(twin.device());
    assertRefused(scene, source, drive, "as '" + name(twin) + "'\\) is mounted on '" + point + "'");
  }

  @Test
  void oneBehindWhichIsAMountedPartition(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Path part = partitioned(drive);
    LoopDisk above = over(part);
    mounted(part);
    assertRefused(scene, source, above.device(), drive, "is mounted on '" + point + "'");
  }

  @Test
  void oneWhoseFileIsMountedInPart(Scene scene) {
    LoopDisk drive = drive(scene);
    LoopDisk part = over(drive.file(), "--offset", START, "--sizelimit", 8 * MIB);
    LoopDisk other = over(drive.file(), "--offset", START + 8 * MIB);
    mounted(part.device());
    assertRefused(scene, source, drive, "as '" + name(part) + "'\\) is mounted on '" + point);
    scene.run("clone", source, other.device(), "--overwrite").exits(0);
  }

  /** In another name space it is seen by nobody but the kernel. */
  @Test
  void oneThatIsMountedWhereItCannotBeSeen(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Tools.output("mke2fs", "-q", "-F", "-t", "ext2", drive.device());
    Process holder =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -o ro '" + drive.device() + "' '" + point + "' && echo && exec cat")
            .start();
    undo.push(() -> end(holder));
    assertThat(holder.getInputStream().read()).isEqualTo('\n');
    assertRefused(scene, source, drive, "is claimed by the kernel or another program");
  }

  private static void end(Process process) {
    process.destroy();
    process.onExit().join();
  }

  @Test
  void swapSpace(Scene scene) {
    LoopDisk drive = drive(scene);
    swapOn(drive.device());
    assertRefused(scene, source, drive, "is used as swap space");
  }

  @Test
  void oneWithAPartitionOfSwapSpace(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    swapOn(partitioned(drive));
    assertRefused(scene, source, drive, "is used as swap space");
  }

  @Test
  void oneBehindALoopDevice(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Path part = partitioned(drive);
    LoopDisk above = over(part);
    assertRefused(scene, source, drive, "is behind the loop device '" + name(above) + "'");
    assertRefused(scene, source, part, drive, "is behind the loop device '" + name(above) + "'");
  }

  /** The name that a loop device was made of need not be the usual one. */
  @Test
  void oneBehindALoopDeviceByAnotherName(Scene scene) {
    LoopDisk drive = drive(scene);
    LoopDisk above = over(node(scene.work(), drive));
    assertRefused(scene, source, drive, "is behind the loop device '" + name(above) + "'");
  }

  @Test
  void anotherMemberOfAMountedFileSystem(Scene scene) throws IOException {
    LoopDisk first = drive(scene);
    LoopDisk second = LoopDisk.full(scene.work().resolve("second"), SIZE);
    undo.push(second::close);
    Tools.output("mkfs.btrfs", "-q", "-f", "--mixed", first.device(), second.device());
    Tools.output("btrfs", "device", "scan", first.device(), second.device());
    mount(first.device());
    for (LoopDisk drive : List.of(first, second)) {
      assertRefused(scene, source, drive, "is (mounted on|claimed by)");
    }
  }

  @Test
  void thatOfTheSourceByAnyName(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    Path part = partitioned(drive);
    Path link = Files.createSymbolicLink(scene.work().resolve("by-id"), drive.device());
    Path hardLink = Files.createLink(scene.work().resolve("link"), drive.file());
    LoopDisk twin = over(drive.file());
    Path node = node(scene.work(), drive);
    for (Path disk : List.of(drive.device(), drive.file(), hardLink, twin.device(), link, node)) {
      assertRefused(scene, disk, drive, "holds bytes of the source");
    }
    for (Path target : List.of(link, part, twin.device())) {
      assertRefused(scene, drive.device(), target, drive, "holds bytes of the source");
    }
    assertRefused(scene, part, drive, "holds bytes of the source");
  }

  /** Such as the disk of the root file system, when the image lies there. */
  @Test
  void thatOnWhichTheSourceLies(Scene scene) throws IOException {
    LoopDisk drive = drive(scene);
    mounted(drive.device());
    Path image = Files.copy(source, point.resolve("image.raw"));
    assertRefused(scene, image, drive, "is mounted on '" + point + "'");
  }

  /** Nobody reads or writes it meanwhile; still the sentence says that it is in use. */
  @Test
  void thatOfTheRootFileSystem(Scene scene) throws IOException {
    Path root = rootDevice();
    Assumptions.assumeTrue(Files.exists(root), "the root file system is on no device");
    // A dry run starts no step, and so writes nothing even where nothing is refused.
    Outcome outcome = scene.run("clone", source, root, "--overwrite", "--dry-run");
    assertThat(outcome.exitCode()).as(outcome.toString()).isIn(4, 5);
    outcome.saysOneSentence().tells("'" + root + "'");
    scene.assertLeftOnly();
  }

  private static Path rootDevice() {
    return Path.of(Tools.output("findmnt", "--noheadings", "--output", "SOURCE", "/").strip());
  }

  @Test
  void whatIsTooSmall(Scene scene) {
    LoopDisk drive = sized(scene, MIB / 4);
    assertRefused(scene, source, drive, "256 KiB\\) is too small");
  }

  @Test
  void whatIsReadOnly(Scene scene) {
    LoopDisk drive = drive(scene);
    Tools.output("blockdev", "--setro", drive.device());
    undo.push(() -> Tools.output("blockdev", "--setrw", drive.device()));
    assertRefused(scene, source, drive, "is read-only");
  }

  @Test
  void whatIsNoBlockDevice(Scene scene) {
    for (String device : List.of("/dev/null", "/dev/zero", "/dev/ptmx")) {
      scene
          .run("clone", source, device, "--overwrite")
          .exits(4)
          .saysOneSentence()
          .tells("'" + device + "' is no regular file; give another target");
    }
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void whatOneMayNotWrite(Scene scene) {
    LoopDisk drive = drive(scene);
    String before = Checksums.sha256(drive.file());
    scene.as(Caller.ORDINARY);
    scene
        .run("clone", source, drive.device(), "--overwrite")
        .exits(5)
        .saysOneSentence()
        .tells("permission.*'" + drive.device() + "'.*root");
    assertThat(Checksums.sha256(drive.file())).isEqualTo(before);
  }

  /** Permissions are not all: such a mount, or a control group, forbids it to root as well. */
  @Test
  void whatCannotBeOpened(Scene scene) {
    LoopDisk drive = drive(scene);
    Tools.output("mount", "-t", "tmpfs", "-o", "nodev", "tmpfs", point);
    undo.push(() -> Tools.output("umount", point));
    Path node = node(point, drive);
    scene
        .run("clone", source, node, "--overwrite")
        .exits(5)
        .saysOneSentence()
        .tells("permission to read '" + node + "'");
    assertThat(drive.oldBytes()).isEqualTo(SIZE);
  }

  /** Nothing uses it, so it is only kept until somebody consents. */
  @Test
  void aMemberOfAStoppedLayerIsKeptUntilSomebodyConsents(Scene scene) {
    LoopDisk drive = drive(scene);
    // Without a lock of the whole machine's LVM, and without a device of the kernel.
    Tools.output("pvcreate", "--config", quiet(drive), "--nolocking", "-ff", "-y", drive.device());
    assertKept(scene, drive, "LVM2_member");
    writeMdSuperblock(drive);
    assertKept(scene, drive, "linux_raid_member");
  }

  private static String quiet(LoopDisk drive) {
    return "devices { filter=[\"a|^" + drive.device() + "$|\",\"r|.*|\"] use_devicesfile=0 }";
  }

  private static void writeMdSuperblock(LoopDisk drive) {
    Tools.output("wipefs", "-q", "-a", drive.device());
    Tools.output(
        "python3",
        "-c",
        """
        import struct, sys
        s = bytearray(4096)
        struct.pack_into('<II', s, 0, 0xa92b4efc, 1)
        struct.pack_into('<Q', s, 144, 8)
        total = sum(struct.unpack('<64I', s[:256]))
        struct.pack_into('<I', s, 216, (total & 0xffffffff) + (total >> 32) & 0xffffffff)
        f = open(sys.argv[1], 'r+b')
        f.seek(4096)
        f.write(s)
        """,
        drive.device());
  }

  private void assertKept(Scene scene, LoopDisk drive, String content) {
    Tools.output("blockdev", "--flushbufs", drive.device());
    String before = Checksums.sha256(drive.file());
    scene
        .run("clone", source, drive.device())
        .exits(4)
        .saysOneSentence()
        .tells("'" + drive.device() + "' .*holds " + content + "; give --overwrite");
    assertThat(Checksums.sha256(drive.file())).isEqualTo(before);
  }

  private static String name(LoopDisk drive) {
    return drive.device().getFileName().toString();
  }

  /** Another node of the same device, as those in /dev/block. */
  private static Path node(Path folder, LoopDisk drive) {
    Path node = folder.resolve("node");
    String[] number = Tools.output("stat", "-c", "%Hr %Lr", drive.device()).strip().split(" ", -1);
    Tools.output("mknod", Stream.of(node, "b", number[0], number[1]).toArray());
    return node;
  }
}
