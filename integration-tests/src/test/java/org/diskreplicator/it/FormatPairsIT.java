package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every format to every format, and the kinds that some formats have. */
@ExtendWith(Lab.class)
class FormatPairsIT {
  private static final String FIXTURE = "gap-data";
  private static final List<String> FORMATS = List.of("raw", "qcow2", "vmdk", "vdi", "vhdx", "vpc");

  static Stream<Arguments> pairs() {
    return FORMATS.stream().flatMap(from -> FORMATS.stream().map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("pairs")
  void anyFormatBecomesAnyOther(String from, String to, Workbench bench, Scene scene) {
    Fixture original = bench.fixture(FIXTURE);
    Fixture source = bench.fixture(FIXTURE, from);
    String checksum = bench.checksum(source);
    Path copy = scene.target("copy." + to);

    scene.run("clone", source.image(), copy).exits(0).tells("verified");

    scene.assertLeftOnly("copy." + to);
    assertThat(Checksums.sha256(source.image())).isEqualTo(checksum);
    assertCopy(original, copy, to, scene);
  }

  private static void assertCopy(Fixture original, Path copy, String format, Scene scene) {
    assertThat(Images.virtualSize(copy, format)).isEqualTo(original.size());
    Path raw = Images.toRaw(copy, format, scene.work().resolve("copy"));
    assertThat(raw).hasSize(original.size());
    new CopyProof(original, raw, scene.work()).assertGood();
  }

  /** The kinds of source that others write. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "vmdk, subformat=monolithicFlat",
    "vmdk, subformat=twoGbMaxExtentSparse",
    "vmdk, subformat=twoGbMaxExtentFlat",
    "vmdk, subformat=streamOptimized",
    "vmdk, 'adapter_type=lsilogic,hwversion=10'",
    "vhdx, subformat=fixed",
    "vhdx, block_size=1048576",
    "vpc, 'subformat=fixed,force_size=on'",
    "qcow2, compat=0.10",
    "qcow2, cluster_size=512",
    "qcow2, 'extended_l2=on,cluster_size=16384'",
    "qcow2, refcount_bits=1",
    "qcow2, lazy_refcounts=on"
  })
  void aSourceOfEachKindIsRead(String format, String options, Workbench bench, Scene scene) {
    Fixture original = bench.fixture(FIXTURE);
    Path source = scene.target("source." + format);
    Tools.output(
        "qemu-img", "convert", "-O", format, "-o", options, "-f", "raw", original.image(), source);
    Tools.output("chmod", "-R", "a+rX", scene.targets());
    scene.run("clone", source, scene.target("copy.qcow2")).exits(0);
    assertCopy(original, scene.target("copy.qcow2"), "qcow2", scene);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "qcow2, --cluster-size 512",
    "qcow2, --cluster-size 4K --compress",
    "qcow2, --cluster-size 2M",
    "qcow2, --cluster-size 16K --extended-l2 on",
    "qcow2, --cluster-size 2M --extended-l2 on --compression zlib",
    "qcow2, --compression zlib",
    "qcow2, --compression zstd",
    "qcow2, --preallocation metadata",
    "qcow2, --preallocation falloc",
    "qcow2, --preallocation full --cluster-size 128K",
    "qcow2, --preallocation metadata --extended-l2 on",
    "raw, --preallocation falloc",
    "raw, --preallocation full",
    "vmdk, --compression zlib"
  })
  void aTargetHasTheShapeThatWasAskedFor(
      String format, String options, Workbench bench, Scene scene) {
    Fixture original = bench.fixture(FIXTURE);
    Path copy = scene.target("copy." + format);
    Object[] arguments =
        Stream.concat(Stream.of("clone", original.image(), copy), Stream.of(options.split(" ", -1)))
            .toArray();
    scene.run(arguments).exits(0).tells("verified");
    assertCopy(original, copy, format, scene);
    assertShape(copy, format, options);
  }

  private static void assertShape(Path copy, String format, String options) {
    String info = Tools.output("qemu-img", "info", "-f", format, copy);
    if (options.contains("--cluster-size 2M")) {
      assertThat(info).contains("cluster_size: 2097152");
    }
    if (options.contains("--cluster-size 512")) {
      assertThat(info).contains("cluster_size: 512");
    }
    if (format.equals("qcow2") && options.contains("zlib")) {
      assertThat(info).contains("compression type: zlib");
    }
    if (options.contains("zstd")) {
      assertThat(info).contains("compression type: zstd");
    }
    if (options.contains("extended-l2")) {
      assertThat(info).contains("extended l2: true");
    }
    if (options.contains("falloc") || options.contains("full")) {
      assertThat(Long.parseLong(Tools.output("stat", "-c", "%b", copy).strip()) * 512)
          .as("space that is taken")
          .isGreaterThanOrEqualTo(120L << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "copy.raw, --cluster-size 64K, Only the format qcow2",
    "copy.qcow2, --cluster-size 3K, power of two from 512 to 2M",
    "copy.qcow2, --cluster-size 4K --extended-l2 on, power of two from 16K to 2M",
    "copy.vdi, --preallocation full, vdi cannot be preallocated",
    "copy.qcow2, --preallocation full --compress, compressed cannot be preallocated",
    "copy.vmdk, --compression zstd, vmdk is compressed by zlib only"
  })
  void aShapeThatAFormatCannotHaveIsRefused(
      String name, String options, String reason, Workbench bench, Scene scene) {
    Object[] arguments =
        Stream.concat(
                Stream.of("clone", bench.fixture("bare-fat12").image(), name),
                Stream.of(options.split(" ", -1)))
            .toArray();
    scene.run(arguments).exits(4).saysOneSentence().tells(reason);
    scene.assertLeftOnly();
  }

  @Test
  void ofAnImageWithSnapshotsTheActiveStateIsCopied(Workbench bench, Scene scene) {
    Fixture original = bench.fixture(FIXTURE);
    Path source = scene.target("source.qcow2");
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", original.image(), source);
    long gap = 55L << 20;
    for (String name : List.of("one", "two")) {
      Tools.output("qemu-img", "snapshot", "-c", name, source);
      Tools.output("qemu-io", "-f", "qcow2", "-c", "write -P 0x5a " + gap + " 64k", source);
    }
    Tools.output("chmod", "a+r", source);
    scene
        .run("clone", source, scene.target("copy.raw"))
        .exits(0)
        .tells("2 internal snapshots of the image are not copied");
    Path expected = Images.toRaw(source, "qcow2", scene.work().resolve("expected"));
    assertThat(
            DiskBytes.firstDifference(
                expected, scene.target("copy.raw"), List.of(new Range(gap, gap + (64 << 10)))))
        .isEmpty();
    new CopyProof(original, scene.target("copy.raw"), scene.work()).assertContents();
  }
}
