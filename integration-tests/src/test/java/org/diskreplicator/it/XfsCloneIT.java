package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clones of xfs hold all files, also those that were in the log alone. */
@ExtendWith(Lab.class)
class XfsCloneIT {
  /** In a name space of its own, so that no name space of others holds the mount too. */
  private static final String READ =
      "mount -t xfs -o nouuid \"$1\" \"$2\"; src/test/python/manifest \"$2\"; umount \"$2\"";

  @ParameterizedTest
  @ValueSource(strings = {"xfs-states", "xfs-4k"})
  void aCloneHasAllFilesAndPassesItsCheck(String name, Workbench bench, Scene scene) {
    Fixture fixture = bench.fixture(name);
    Path copy = scene.target("copy.raw");

    scene.run("clone", fixture.image(), copy).exits(0).tells("verified");

    scene.assertLeftOnly("copy.raw");
    Path original = scene.work().resolve("original.raw");
    Tools.output("cp", "--sparse=always", fixture.image(), original);
    for (FixturePartition partition : fixture.partitions()) {
      String expected = replayedManifest(original, partition, scene);
      assertThat(replayedManifest(copy, partition, scene)).isEqualTo(expected);
      assertThat(expected.lines().count()).isGreaterThan(500);
    }
  }

  /** What was stopped is copied whole, and what is free elsewhere is left behind. */
  @Test
  void onlyWhatNeedsReplayIsCopiedWhole(Workbench bench, Scene scene) {
    Fixture fixture = bench.fixture("xfs-states");

    Outcome seen = scene.run("inspect", fixture.image()).exits(0);

    List<String> maps = seen.stdout().lines().filter(line -> line.contains(" xfs ")).toList();
    assertThat(maps).hasSize(3);
    assertThat(maps.get(0)).contains("free blocks by its trees");
    assertThat(maps.get(1)).contains("free blocks by its trees");
    assertThat(maps.get(2)).contains("needs replay").contains("its log needs replay");
  }

  /** partclone gives these files as zeros and says that all went well. */
  @Test
  void aFileThatWasWrittenBeforeTheStopIsThere(Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path disk = scene.work().resolve("disk");
    Tools.output("truncate", "-s", "96M", disk);
    Tools.output("mkfs.xfs", "-q", "--unsupported", "-l", "size=16m", disk);
    Path root = Files.createDirectory(scene.work().resolve("mounted"));
    Tools.output("mount", "-o", "loop", disk, root);
    Path source = scene.target("source.raw");
    try {
      Tools.output("dd", "if=/dev/urandom", "of=" + root + "/file", "bs=1M", "count=8");
      Tools.output("sync", root.resolve("file"));
      Tools.output("cp", "--sparse=always", disk, source);
      Tools.output("cp", root.resolve("file"), scene.work().resolve("expected"));
    } finally {
      unmount(root, disk);
    }
    Path copy = scene.target("copy.qcow2");

    scene.owned(source);
    scene.run("clone", source, copy).exits(0).tells("verified");

    Path raw = scene.work().resolve("copy.raw");
    Tools.output("qemu-img", "convert", "-f", "qcow2", "-O", "raw", copy, raw);
    Tools.output("mount", "-o", "loop,nouuid", raw, root);
    try {
      Path file = root.resolve("file");
      assertThat(Files.mismatch(scene.work().resolve("expected"), file)).isEqualTo(-1);
    } finally {
      unmount(root, raw);
    }
  }

  /** Lets the kernel replay the log, and looks at the files and at the full check. */
  private static String replayedManifest(Path disk, FixturePartition partition, Scene scene) {
    Object[] place = {"--offset", partition.offset(), "--sizelimit", partition.size()};
    Path root = scene.work().resolve("root");
    try (LoopDisk loop = LoopDisk.over(disk, place)) {
      Tools.output("mkdir", "-p", root);
      Object[] alone = {"--mount", "--propagation", "private", "sh", "-euc", READ, "read"};
      String manifest = Tools.output("unshare", all(alone, loop.device(), root));
      Tools.Result check = Tools.run("xfs_repair", "-n", loop.device());
      assertThat(check.exitCode()).as(check.toString()).isZero();
      return manifest;
    }
  }

  private static Object[] all(Object[] first, Object... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
  }

  /** A name space that somebody makes meanwhile holds the mount, too, until that one ends. */
  private static void unmount(Path root, Path mounted) {
    Tools.output("umount", root);
    Pattern others = Pattern.compile(Pattern.quote(mounted.toString()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !others.matcher(Tools.output("losetup", "-l", "-O", "BACK-FILE")).find());
  }
}
