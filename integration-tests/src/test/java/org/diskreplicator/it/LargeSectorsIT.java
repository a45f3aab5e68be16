package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks whose GPT was written for sectors of 4096 bytes. */
@ExtendWith(Lab.class)
class LargeSectorsIT {
  private static final String FIXTURE = "gpt-4096";

  @Test
  void inspectSeesThePartitionsAndTheirMaps(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture(FIXTURE);
    JsonObject found = scene.run("inspect", disk.image(), "--json").exits(0).json().get(0);
    assertThat(found.getAsJsonObject("table").get("type").getAsString()).isEqualTo("gpt");
    assertThat(found.getAsJsonObject("table").get("sectorSize").getAsInt()).isEqualTo(4096);
    List<JsonObject> partitions =
        found.getAsJsonArray("regions").asList().stream()
            .map(region -> region.getAsJsonObject())
            .filter(region -> region.has("partition"))
            .toList();
    assertThat(partitions)
        .extracting(region -> region.get("offset").getAsLong() + " " + content(region))
        .containsExactlyElementsOf(
            disk.partitions().stream().map(p -> p.offset() + " " + p.content()).toList());
    assertThat(partitions)
        .allSatisfy(
            region ->
                assertThat(region.get("usedBytes").getAsLong())
                    .isLessThan(region.get("size").getAsLong()));
  }

  private static String content(JsonObject region) {
    return region.get("content").getAsString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2", "vmdk"})
  void copyIsGood(String format, Workbench bench, Scene scene) {
    Fixture disk = bench.fixture(FIXTURE);
    Path copy = scene.target("copy." + format);
    scene.run("clone", disk.image(), copy).exits(0);
    Path raw = Images.toRaw(copy, format, scene.work().resolve("copy"));
    new CopyProof(disk, raw, scene.work()).assertGood();
  }

  @Test
  void aPartitionIsFoundByItsNumber(Workbench bench, Scene scene) {
    Fixture disk = bench.fixture(FIXTURE);
    Fixture alone = Partitions.cut(disk, disk.partition(3), scene.work().resolve("expected.raw"));
    scene.run("clone", disk.image() + "#3", "root.raw").exits(0);
    new CopyProof(alone, scene.target("root.raw"), scene.work()).assertGood();
  }

  @Test
  void aDriveWithSuchSectorsIsClonedToAnImageAndToAnotherDrive(Workbench bench, Scene scene)
      throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Fixture disk = bench.fixture(FIXTURE);
    Path from = Files.copy(disk.image(), scene.work().resolve("from"));
    Path copy = scene.target("copy.qcow2");
    scene.as(Caller.ROOT);
    try (LoopDisk source = LoopDisk.over(from, "-b", 4096);
        LoopDisk drive = LoopDisk.full(scene.work().resolve("to"), disk.size(), "-b", 4096)) {
      scene.run("clone", source.device(), copy).exits(0);
      scene.run("clone", source.device(), drive.device(), "--overwrite").exits(0);
    }
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("copy"));
    new CopyProof(disk, raw, scene.work()).assertGood();
    Path written = scene.work().resolve("to");
    new CopyProof(disk, written, Files.createDirectory(scene.work().resolve("second")))
        .assertGood();
  }

  /** A loop device has sectors of this size, so sfdisk judges the moved table. */
  @Test
  void aLargerTargetHasATableThatSfdiskFindsInOrder(Workbench bench, Scene scene)
      throws IOException {
    Fixture disk = bench.fixture(FIXTURE);
    scene.run("clone", disk.image(), "larger.raw", "--size", "600M", "--keep-sizes").exits(0);
    Requirement.that(Caller.isRoot(), "root");
    String before = tableBySfdisk(disk.image());
    String after = tableBySfdisk(scene.target("larger.raw"));
    assertThat(after).contains("last-lba: " + ((600 << 20) / 4096 - 6));
    assertThat(partitions(after)).isEqualTo(partitions(before)).hasSize(3);
  }

  @Test
  void aSizeThatEndsInsideASectorIsRefused(Workbench bench, Scene scene) {
    scene
        .run("clone", bench.fixture(FIXTURE).image(), "larger.raw", "--size", "629146112")
        .exits(4)
        .saysOneSentence()
        .tells("no multiple of 4096 bytes");
    scene.assertLeftOnly();
  }

  private static List<String> partitions(String dump) {
    return dump.lines()
        .filter(line -> line.contains("start="))
        .map(line -> line.substring(line.indexOf("start=")))
        .toList();
  }

  private static String tableBySfdisk(Path disk) throws IOException {
    String loop =
        Tools.output("losetup", "--read-only", "-b", 4096, "--find", "--show", disk).strip();
    try {
      assertThat(Tools.output("sfdisk", "--verify", loop)).contains("No errors detected");
      return Tools.output("sfdisk", "--dump", loop);
    } finally {
      Tools.output("losetup", "--detach", loop);
    }
  }
}
