package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountedFileSystemsTest {
  private static final Extent PART = new Extent(1 << 20, 8 << 20);
  private static final View RAW = new View(Path.of("/images/disk.raw"), ImageFormat.RAW);
  private static final View QCOW2 = new View(Path.of("/images/disk.qcow2"), ImageFormat.QCOW2);

  private final Path temp;
  private final Path folder;
  private final ScriptedRunner runner = new ScriptedRunner();
  private final FakeWindows windows = new FakeWindows();
  private final Map<String, Mounts.Way> ways = new HashMap<>();
  private final CleanupStack stack;

  MountedFileSystemsTest(@TempDir Path temp) {
    this.temp = temp;
    RunJournal journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    folder = journal.folder();
    stack = new CleanupStack(journal, new Undoer(runner));
  }

  @BeforeEach
  void installTools() throws IOException {
    for (String tool :
        List.of(
            "mount",
            "umount",
            "xargs",
            "stat",
            "readlink",
            "getfattr",
            "lsattr",
            "filefrag",
            "ntfs-3g")) {
      assertThat(Files.createFile(temp.resolve(tool)).toFile().setExecutable(true)).isTrue();
    }
  }

  private FileSystems.Result open(View disk, String type, boolean root) {
    FileSystems systems =
        new MountedFileSystems(
            runner, new ToolPaths(List.of(temp)), windows, stack, folder, () -> ways, () -> root);
    FileSystems.Result result = systems.open(disk, PART, Content.of(Signature.ofType(type)));
    runner.assertDone();
    return result;
  }

  private void expectMount(Answer answer, String type, String range, String more, String disk) {
    runner.expect(
        answer,
        "mount",
        "-i",
        "-t",
        type,
        "-o",
        "ro,loop,nosuid,nodev,noexec," + range + "," + more,
        "--",
        disk,
        folder.resolve("files1").toString());
  }

  private static Answer ends(int code, String stderr) {
    return new Answer(code, "", stderr);
  }

  @Test
  void aRawDiskIsMountedAtItsOffsetWithoutReplay() {
    expectMount(
        ends(0, ""),
        "ext4",
        "offset=1048576,sizelimit=8388608",
        "noload,errors=continue",
        "/images/disk.raw");
    assertThat(open(RAW, "ext2", true)).isInstanceOf(FileSystems.Opened.class);
  }

  @Test
  void anotherFormatIsMountedThroughAWindow() {
    expectMount(
        ends(0, ""),
        "xfs",
        "offset=0,sizelimit=8388608",
        "norecovery,nouuid",
        "/images/region-1048576");
    assertThat(open(QCOW2, "xfs", true)).isInstanceOf(FileSystems.Opened.class);
  }

  @Test
  void whatAProgramServesIsMountedWithThatProgram() {
    runner.expect(
        ends(0, ""),
        "mount",
        "-t",
        "ntfs-3g",
        "-o",
        "ro,loop,nosuid,nodev,noexec,offset=1048576,sizelimit=8388608,noatime,"
            + "streams_interface=xattr,permissions",
        "--",
        "/images/disk.raw",
        folder.resolve("files1").toString());
    assertThat(open(RAW, "ntfs", true)).isInstanceOf(FileSystems.Opened.class);
  }

  @Test
  void whatAReplicatorBringsIsMountedItsWayAndAskedForFlags() {
    ways.put("minix", new Mounts.Way("minix", "ro"));
    expectMount(ends(0, ""), "minix", "offset=1048576,sizelimit=8388608", "ro", "/images/disk.raw");
    runner.expect(ends(1, ""), "lsattr", "-d", "--", folder.resolve("files1").toString());
    assertThat(open(RAW, "minix", true)).isInstanceOf(FileSystems.Opened.class);
  }

  @Test
  void whatTheKernelDoesNotKnowIsNoFailure() {
    expectMount(
        ends(32, "mount: " + folder.resolve("files1") + ": unknown filesystem type 'btrfs'.\n"),
        "btrfs",
        "offset=1048576,sizelimit=8388608",
        "rescue=nologreplay,subvolid=5",
        "/images/disk.raw");
    assertThat(open(RAW, "btrfs", true))
        .isEqualTo(
            new FileSystems.Unopened("it cannot be mounted: unknown filesystem type 'btrfs'."));
  }

  @Test
  void aMachineWithoutLoopDevicesIsNotTheFileSystemsFault() {
    expectMount(
        ends(32, "mount: /x: failed to setup loop device for /images/disk.raw.\n"),
        "ext4",
        "offset=1048576,sizelimit=8388608",
        "noload,errors=continue",
        "/images/disk.raw");
    assertThatThrownBy(() -> open(RAW, "ext4", true))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("modprobe loop");
  }

  @Test
  void aLoopDeviceThatIsBeingReleasedIsWaitedFor() {
    String stderr = "mount: /x: overlapping loop device exists for /images/disk.raw.\n";
    for (Answer answer : List.of(ends(32, stderr), ends(32, stderr), ends(0, ""))) {
      expectMount(
          answer,
          "ext4",
          "offset=1048576,sizelimit=8388608",
          "noload,errors=continue",
          "/images/disk.raw");
    }
    assertThat(open(RAW, "ext4", true)).isInstanceOf(FileSystems.Opened.class);
  }

  @Test
  void aBtrfsThatTheKernelMistakesForTheDevicesLastOneIsMountedAgain() {
    String stderr =
        "mount: /x: wrong fs type, bad option, bad superblock on /dev/loop1, missing codepage.\n";
    for (Answer answer : List.of(ends(32, stderr), ends(0, ""))) {
      expectMount(
          answer,
          "btrfs",
          "offset=1048576,sizelimit=8388608",
          "rescue=nologreplay,subvolid=5",
          "/images/disk.raw");
    }
    assertThat(open(RAW, "btrfs", true)).isInstanceOf(FileSystems.Opened.class);
  }

  @Test
  void whatIsNeverMountedNeedsNoRoot() {
    assertThat(open(RAW, "crypto_LUKS", false))
        .isEqualTo(new FileSystems.Unopened("files of crypto_LUKS cannot be read here"));
  }

  @Test
  void aMountNeedsRoot() {
    assertThatThrownBy(() -> open(RAW, "ext4", false))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("sudo");
  }

  @Test
  void writtenRangesAreReadThroughHarmlessNames() throws IOException {
    Path links = temp.resolve("links");
    Path first = links.resolve("0");
    Path second = links.resolve("1");
    runner.expect(
        """
        Filesystem type is: ef53
        File size of %s is 1048576 (1048576 blocks of 1 bytes)
         ext:     logical_offset:        physical_offset: length:   expected: flags:
           0:        0..   20479:    8086528..   8107007:  20480:             unwritten
           1:    20480..   21503:   10000384..  10001407:   1024:    8107008: last,eof
        %s: 2 extents found
        File size of %s is 4096 (4096 blocks of 1 bytes)
        %s: 0 extents found
        """
            .formatted(first, first, second, second),
        "filefrag",
        "-v",
        "-b1",
        "--",
        first.toString(),
        second.toString());
    List<ExtentSet> data =
        new Filefrag(runner, links).read(List.of(temp.resolve("a\nb"), temp.resolve("c")));
    assertThat(data).containsExactly(ExtentSet.of(new Extent(20480, 1024)), ExtentSet.empty());
    assertThat(links).isEmptyDirectory();
  }
}
