package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FAT and swap made anew by an ordinary user: the same files, and nothing that was deleted. */
@ExtendWith(Lab.class)
class FilesWithoutRootIT {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "bare-fat12, 60, raw",
    "bare-fat12, 100, qcow2",
    "bare-fat16, 50, raw",
    "bare-fat16, 300, qcow2",
    "bare-fat32, 60, raw",
    "bare-fat32, 100, raw",
    "bare-fat32, 250, vmdk"
  })
  void aFatOnABareDisk(String name, int percent, String format, Workbench bench, Scene scene) {
    Fixture source = bench.fixture(name);
    Path copy = scene.target("copy." + format);
    String size = source.size() * percent / 100 / MIB + "M";
    scene.run("clone", source.image(), copy, "--strategy", "files", "--size", size).exits(0);
    scene.assertLeftOnly("copy." + format);

    scene.run("verify", "--files", source.image(), copy).exits(0);
    Path raw = scene.work().resolve("copy.img");
    Tools.output("qemu-img", "convert", "-f", format, "-O", "raw", copy, raw);
    assertMadeAnew(whole(source.partition(0), raw.toFile().length()), raw, scene.work());
    assertThat(Checksums.sha256(source.image())).isEqualTo(bench.checksum(source));
  }

  @ParameterizedTest
  @CsvSource({"gpt, 1, 2", "mbr, 1, 0", "gpt-4096, 1, 2"})
  void onePartitionAmongOthers(String name, int fat, int swap, Workbench bench, Scene scene) {
    Fixture source = bench.fixture(name);
    Path copy = scene.target("copy.raw");
    List<Object> arguments = new ArrayList<>(List.of("clone", source.image(), copy));
    arguments.addAll(List.of("--partition", fat + "=files"));
    if (swap > 0) {
      arguments.addAll(List.of("--partition", swap + "=files"));
    }
    scene.run(arguments.toArray()).exits(0);
    scene.assertLeftOnly("copy.raw");

    assertMadeAnew(source.partition(fat), copy, scene.work());
    if (swap > 0) {
      new FileSystems(copy, scene.work()).assertIdentity(source.partition(swap));
    }
    assertThat(Checksums.sha256(source.image())).isEqualTo(bench.checksum(source));
  }

  /** A disk without a table has another size now. */
  private static FixturePartition whole(FixturePartition old, long size) {
    return new FixturePartition(
        old.number(), 0, size, old.content(), old.label(), old.uuid(), old.files(), old.garbage());
  }

  private static void assertMadeAnew(FixturePartition partition, Path raw, Path work) {
    FileSystems fileSystems = new FileSystems(raw, work);
    fileSystems.assertClean(partition);
    fileSystems.assertIdentity(partition);
    fileSystems.assertFiles(partition);
    assertThat(DiskBytes.findMarker(raw)).isEmpty();
  }
}
