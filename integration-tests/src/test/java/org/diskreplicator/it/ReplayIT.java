package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contents whose journal or log waits: what {@code --dirty replay} makes is what an independent
 * replay makes, and the source stays as it is.
 */
@ExtendWith(Lab.class)
class ReplayIT {
  private static final String FIXTURE = "dirty-ext4";
  private static final String[] REPLAY = {"--dirty", "replay"};

  private static Outcome clone(Scene scene, Object source, Path target, Object... more) {
    Object[] arguments = new Object[5 + more.length];
    arguments[0] = "clone";
    arguments[1] = source;
    arguments[2] = target;
    System.arraycopy(REPLAY, 0, arguments, 3, 2);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return scene.run(arguments).exits(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2", "vmdk"})
  void aJournalIsReplayedAndOnlyWhatIsInUseThenTravels(String format, Workbench bench, Scene scene)
      throws IOException {
    Fixture source = bench.fixture(FIXTURE);
    Path copy = scene.target("copy." + format);

    clone(scene, source.image(), copy).tells("needs replay.*replayed in a throw-away overlay");

    scene.assertLeftOnly("copy." + format);
    assertThat(Checksums.sha256(source.image())).isEqualTo(bench.checksum(source));
    assertReplayed(source, Images.toRaw(copy, format, scene.work().resolve("raw")), scene);
  }

  /** Compares with what e2fsck makes of the source. */
  private static void assertReplayed(Fixture source, Path copy, Scene scene) throws IOException {
    Path replayed = Files.copy(source.image(), scene.work().resolve("replayed.raw"));
    Tools.run("e2fsck", "-p", replayed);
    Tools.Result check = Tools.run("e2fsck", "-fn", copy);
    assertThat(check.exitCode()).as(check.toString()).isZero();
    assertThat(Tools.output("dumpe2fs", "-h", copy)).doesNotContain("needs_recovery");
    FixturePartition bare = source.partition(0);
    List<Range> used = Range.complement(FreeRanges.of(replayed, bare), source.size());
    // e2fsck writes down when it looked.
    List<Range> behindSuperblock =
        used.stream().map(range -> new Range(Math.max(2048, range.start()), range.end())).toList();
    assertThat(DiskBytes.firstDifference(replayed, copy, behindSuperblock)).isEmpty();
    assertThat(DiskBytes.findMarker(copy)).as("deleted data in the copy").isEmpty();
    FileSystems files = new FileSystems(copy, scene.work());
    files.assertIdentity(bare);
    assertThat(firstFile(copy, bare))
        .startsWith("replayed replayed")
        .isEqualTo(firstFile(replayed, bare));
  }

  /** The one that the journal holds a block of. */
  private static String firstFile(Path disk, FixturePartition bare) {
    return Tools.output("debugfs", "-R", "cat " + bare.files().get(0).path(), disk)
        .replaceFirst("^debugfs .*\n", "");
  }

  @Test
  void aDryRunTellsStateAndDecision(Workbench bench, Scene scene) {
    Path source = bench.fixture(FIXTURE).image();
    Path copy = scene.target("copy.qcow2");
    scene
        .run("clone", source, copy, "--dry-run")
        .exits(0)
        .tells("disk +ext4 +needs replay .* raw ")
        .tells("--dirty replay copies what it is after a replay.*takes e2fsck");
    scene
        .run("clone", source, copy, "--dry-run", "--dirty", "replay")
        .exits(0)
        .tells("disk +ext4 +needs replay .* replay +asked for")
        .tells("replay .* e2fsck, qemu-img ");
    JsonObject plan =
        scene
            .run("clone", source, copy, "--dry-run", "--dirty", "replay", "--json")
            .exits(0)
            .json()
            .get(0);
    JsonObject region = plan.getAsJsonArray("regions").get(0).getAsJsonObject();
    assertThat(region.get("state").getAsString()).isEqualTo("needs replay");
    assertThat(region.get("strategy").getAsString()).isEqualTo("replay");
    assertThat(plan.get("privilege").getAsString()).isEqualTo("none");
    scene.assertLeftOnly();
  }

  @Test
  void sparsifyReplaysToo(Workbench bench, Scene scene) throws IOException {
    Fixture source = bench.fixture(FIXTURE);
    scene.run("sparsify", source.image(), scene.target("thin.raw"), "--dirty", "replay").exits(0);
    scene.assertLeftOnly("thin.raw");
    assertReplayed(source, scene.target("thin.raw"), scene);
  }

  /** A sick one is not mended on the way: its bytes travel as they are. */
  @Test
  void whatIsSickAfterItsReplayIsCopiedAsItIs(Workbench bench, Scene scene) throws IOException {
    Path sick = Files.copy(bench.fixture(FIXTURE).image(), scene.target("sick.raw"));
    scene.owned(sick);
    // An inode that lies about its size, which only the full check sees.
    String file = bench.fixture(FIXTURE).partition(0).files().get(1).path();
    Tools.output("debugfs", "-w", "-R", "sif " + file + " block[0] 0xffffffff", sick);
    Tools.output("debugfs", "-w", "-R", "sif " + file + " links_count 7", sick);
    Path copy = scene.target("copy.raw");
    clone(scene, sick, copy).tells("after a replay cannot be copied, so all its bytes are");
    scene.assertLeftOnly("sick.raw", "copy.raw");
    assertThat(Checksums.sha256(copy)).isEqualTo(Checksums.sha256(sick));
  }

  /** A power cut, in effect: the file system is stopped in the middle of its work. */
  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs"})
  void aStoppedFileSystemOnAPartitionIsReplayed(String type, Workbench bench, Scene scene)
      throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path source = scene.target("source.raw");
    StoppedDisk disk = StoppedDisk.make(source, type, scene.work());
    String before = Checksums.sha256(source);
    Assumptions.assumeFalse(
        "unknown".equals(state(scene.run("inspect", source, "--json").exits(0).json().get(0))),
        "no reader tells the state of " + type);

    Path copy = scene.target("copy.qcow2");
    scene.as(Caller.ROOT);
    clone(scene, source, copy).tells("replayed in a throw-away overlay");

    scene.assertLeftOnly("source.raw", "copy.qcow2");
    assertThat(Checksums.sha256(source)).isEqualTo(before);
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("raw"));
    disk.assertCheckedClean(raw, scene.work());
    assertThat(disk.manifest(raw, scene.work())).isEqualTo(disk.manifest(source, scene.work()));
    assertThat(Files.size(copy)).isLessThan(disk.partitionBytes() / 2);
  }

  private static String state(JsonObject inspection) {
    return inspection.getAsJsonArray("regions").asList().stream()
        .map(region -> region.getAsJsonObject())
        .filter(region -> region.has("partition"))
        .map(region -> region.get("state").getAsString())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoeverMayNotMountIsToldSo(Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path source = scene.target("source.raw");
    StoppedDisk.make(source, "xfs", scene.work());
    scene.owned(source);
    Assumptions.assumeFalse(
        "unknown".equals(state(scene.run("inspect", source, "--json").exits(0).json().get(0))),
        "no reader tells the state of xfs");
    scene
        .run("clone", source, scene.target("copy.qcow2"), "--dirty", "replay")
        .exits(5)
        .tells("replaying partition 1 \\(xfs\\)");
    scene.assertLeftOnly("source.raw");
  }
}
