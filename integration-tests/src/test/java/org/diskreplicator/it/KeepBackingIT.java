package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clones of the topmost layer of a chain, above the same backing file. */
@ExtendWith(Lab.class)
class KeepBackingIT {
  private static final long MIB = 1 << 20;

  private static Path layer(Scene scene, String name, String below, String format) {
    Path image = scene.target(name);
    Tools.output("qemu-img", "create", "-q", "-f", "qcow2", "-b", below, "-F", format, image);
    return scene.owned(image);
  }

  private static String backingName(Path image) {
    return Images.info(image, "qcow2").get("backing-filename").getAsString();
  }

  /** {@code base.raw}, and above it a layer in which one file went and another of 3 MiB came. */
  private static Path changed(Fixture fixture, Scene scene) throws IOException {
    scene.owned(copyOf(fixture.image(), scene.target("base.raw")));
    Path changed = copyOf(fixture.image(), scene.target("changed.raw"));
    Path file = scene.work().resolve("file");
    byte[] noise = new byte[(int) (3 * MIB)];
    new Random(7).nextBytes(noise);
    Files.write(file, noise);
    FixturePartition root = fixture.partition(3);
    String place = changed + "?offset=" + root.offset();
    Tools.output("debugfs", "-w", "-R", "write " + file + " /new", place);
    Tools.output("debugfs", "-w", "-R", "rm /" + firstFile(root), place);
    Path top = layer(scene, "top.qcow2", changed.toString(), "raw");
    Tools.output("qemu-img", "rebase", "-f", "qcow2", "-b", "base.raw", "-F", "raw", top);
    Files.delete(changed);
    return top;
  }

  private static String firstFile(FixturePartition partition) {
    return partition.files().get(0).path();
  }

  private static Path copyOf(Path from, Path to) {
    Tools.output("cp", "--sparse=always", from, to);
    return to;
  }

  @Test
  void theCopyHoldsWhatTheTopHoldsAndTheGuestSeesTheSame(Workbench bench, Scene scene)
      throws IOException {
    Fixture fixture = bench.fixture("gpt");
    Path top = changed(fixture, scene);
    Path third = layer(scene, "third.qcow2", "top.qcow2", "qcow2");
    long swap = fixture.partition(2).offset() + 64 * 1024;
    LayeredDisk.write(third, List.of("write -P 7 " + swap + " 1M", "discard " + swap + " 64K"));
    Tools.output("qemu-img", "snapshot", "-c", "before", top);
    String before = Checksums.sha256(scene.target("base.raw"));

    Path two = cloned(scene, top, "two.qcow2", "base.raw .raw", "internal snapshot .* not copied");
    Path three = cloned(scene, third, "three.qcow2", "top.qcow2 .qcow2", "verified");

    scene.assertLeftOnly("base.raw", "top.qcow2", "third.qcow2", "two.qcow2", "three.qcow2");
    assertThat(Checksums.sha256(scene.target("base.raw"))).isEqualTo(before);
    assertThat(backingName(two)).isEqualTo("base.raw");
    assertThat(backingName(three)).isEqualTo("top.qcow2");
    assertThat(Files.size(two)).isLessThan(5 * MIB);
    assertThat(Files.size(three)).isLessThan(MIB);
    assertSameGuest(fixture, top, two, scene.work());
    assertSameGuest(fixture, third, three, scene.work());
    scene.run("verify", top, two).exits(0).tells("Equal");
    LayeredDisk.write(two, List.of("write -P 9 " + 63 * 512 + " 512"));
    scene.run("verify", top, two).exits(3).tells("differs");
  }

  private static Path cloned(Scene scene, Path top, String name, String below, String told) {
    Path copy = scene.target(name);
    scene
        .run("clone", top, copy, "--keep-backing")
        .exits(0)
        .tells("verified")
        .tells("It stands on .*" + below)
        .tells(told);
    return copy;
  }

  private static void assertSameGuest(Fixture fixture, Path top, Path copy, Path work) {
    Path expected = Images.toRaw(top, "qcow2", work.resolve("expected"));
    Path found = Images.toRaw(copy, "qcow2", work.resolve("found"));
    List<Range> free =
        fixture.partitions().stream()
            .filter(partition -> !partition.content().equals("vfat"))
            .flatMap(partition -> FreeRanges.of(expected, partition).stream())
            .toList();
    List<Range> used = Range.complement(free, fixture.size());
    assertThat(DiskBytes.firstDifference(expected, found, used)).as("used byte").isEmpty();
    FixturePartition root = fixture.partition(3);
    String place = found + "?offset=" + root.offset();
    Tools.output("e2fsck", "-fn", place);
    Path file = work.resolve("read");
    Tools.output("debugfs", "-R", "dump /new " + file, place);
    assertThat(file).hasSameBinaryContentAs(work.resolve("file"));
    assertThat(Tools.output("debugfs", "-R", "stat /" + firstFile(root), place))
        .contains("File not found");
  }

  @Test
  void zerosThatHideAFilesBlocksStay(Scene scene) throws IOException {
    LayeredDisk disk = new LayeredDisk(scene.targets(), new Random(1));
    scene.owned(disk.base());
    Path top = layer(scene, "top.qcow2", "base.raw", "raw");
    Range first = disk.file().get(0);
    long hidden = (first.start() + 65535) / 65536 * 65536;
    LayeredDisk.write(
        top, List.of("write -z -u " + hidden + " 64K", "discard " + (hidden + 65536) + " 64K"));
    Path copy = scene.target("copy.qcow2");
    scene.run("sparsify", top, copy, "--keep-backing").exits(0);
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("raw"));
    byte[] bytes = Files.readAllBytes(raw);
    byte[] below = Files.readAllBytes(disk.base());
    for (int at = (int) hidden; at < hidden + 2 * 65536; at++) {
      assertThat(bytes[at]).isZero();
    }
    assertThat(below[(int) hidden]).as("a test that can fail").isNotZero();
    assertThat(Images.info(copy, "qcow2").get("actual-size").getAsLong()).isLessThan(MIB / 2);
  }

  @Test
  void inAnotherFolderTheNameIsAbsoluteAndAMovedCopyStillOpens(Scene scene) throws IOException {
    LayeredDisk disk = new LayeredDisk(scene.targets(), new Random(2));
    scene.owned(disk.base());
    Path top = scene.target("top.qcow2");
    disk.layer(top, disk.base(), "raw", "cluster_size=4096", Files.size(disk.base()));
    scene.owned(top);
    Path folder = scene.owned(Files.createDirectory(scene.target("elsewhere")));
    Path copy = folder.resolve("copy.qcow2");

    Outcome outcome = scene.run("clone", top, copy, "--keep-backing", "--json").exits(0);

    JsonObject plan = outcome.json().get(0).getAsJsonObject("backing");
    JsonObject finished = outcome.json().get(outcome.json().size() - 1).getAsJsonObject("backing");
    assertThat(plan.get("path").getAsString()).isEqualTo(disk.base().toString());
    assertThat(finished).isEqualTo(plan);
    assertThat(outcome.stdout()).contains("only with --allow-external");
    assertThat(backingName(copy)).isEqualTo(disk.base().toString());
    assertThat(Images.info(copy, "qcow2").get("cluster-size").getAsInt()).isEqualTo(4096);
    scene.run("verify", top, copy).exits(4).tells("allow-external");
    scene.run("verify", top, copy, "--allow-external").exits(0);
    Path moved = Files.move(copy, scene.work().resolve("moved.qcow2"));
    Tools.output("qemu-img", "compare", "-U", "-f", "qcow2", "-F", "qcow2", moved, moved);
  }

  @Test
  void anEncryptedTopIsKeptAsALayerThatIsNot(Scene scene) throws IOException {
    LayeredDisk disk = new LayeredDisk(scene.targets(), new Random(3));
    scene.owned(disk.base());
    Path key = scene.owned(Files.writeString(scene.target("key"), "a key"));
    Path top = encrypted(scene, key);
    Range block = disk.file().get(0);
    Tools.output(
        "qemu-io",
        "--object",
        "secret,id=k,file=" + key,
        "--image-opts",
        "-c",
        "write -P 3 " + block.start() + " 1024",
        "driver=qcow2,encrypt.key-secret=k,file.filename=" + top);
    Path copy = scene.target("copy.qcow2");
    scene
        .run("clone", top, copy, "--keep-backing", "--source-key-file", key)
        .exits(0)
        .tells("source is encrypted, and the copy is not");
    byte[] bytes = Files.readAllBytes(Images.toRaw(copy, "qcow2", scene.work().resolve("raw")));
    assertThat(bytes[(int) block.start()]).isEqualTo((byte) 3);
  }

  private static Path encrypted(Scene scene, Path key) {
    Path top = scene.target("top.qcow2");
    Tools.Result made = encrypt(key, top);
    for (int i = 0; i < 30 && made.text().contains("accurate CPU"); i++) {
      made = encrypt(key, top);
    }
    assertThat(made.exitCode()).as(made.toString()).isZero();
    return scene.owned(top);
  }

  private static Tools.Result encrypt(Path key, Path top) {
    return Tools.run(
        "qemu-img",
        "create",
        "--object",
        "secret,id=k,file=" + key,
        "-f",
        "qcow2",
        "-o",
        "encrypt.format=luks,encrypt.key-secret=k,encrypt.iter-time=100",
        "-b",
        "base.raw",
        "-F",
        "raw",
        top);
  }

  @Test
  void aKilledRunLeavesAMarkedPartOnly(Scene scene) throws IOException {
    LayeredDisk disk = new LayeredDisk(scene.targets(), new Random(4));
    scene.owned(disk.base());
    Path top = layer(scene, "top.qcow2", "base.raw", "raw");
    long start = disk.free().get(0).start();
    LayeredDisk.write(top, List.of("write -P 5 " + start + " 4M"));
    scene.with("DISKREP_PATH", ToolFolder.withSlowConvert(scene.work().resolve("t")).toString());
    Running run =
        scene.start(
            "clone", top, scene.target("copy.qcow2"), "--keep-backing", "--strategy", "raw");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Leftovers.processes(scene.state()).stream().anyMatch(p -> p.contains(" convert ")));
    run.kill();
    run.await();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Leftovers.processes(scene.state()).isEmpty());
    assertThat(scene.targetNames()).doesNotContain("copy.qcow2");
    assertThat(scene.targetNames()).anyMatch(name -> name.endsWith(".partial"));
    scene.run("cleanup").exits(0);
    scene.assertLeftOnly("base.raw", "files", "top.qcow2");
  }

  @Test
  void whatCannotBeKeptIsRefusedBeforeAnythingIsWritten(Scene scene) throws IOException {
    LayeredDisk disk = new LayeredDisk(scene.targets(), new Random(5));
    scene.owned(disk.base());
    Path top = layer(scene, "top.qcow2", "base.raw", "raw");
    scene
        .run("clone", disk.base(), scene.target("copy.qcow2"), "--keep-backing")
        .exits(4)
        .saysOneSentence()
        .tells("stands on no backing file");
    scene
        .run("clone", top, scene.target("copy.vmdk"), "--keep-backing")
        .exits(4)
        .saysOneSentence()
        .tells("Only a qcow2 target");
    Files.move(disk.base(), scene.target("gone.raw"));
    scene
        .run("clone", top, scene.target("copy.qcow2"), "--keep-backing")
        .exits(4)
        .saysOneSentence()
        .tells("does not exist or cannot be reached");
    scene.assertLeftOnly("gone.raw", "files", "top.qcow2");
  }
}
