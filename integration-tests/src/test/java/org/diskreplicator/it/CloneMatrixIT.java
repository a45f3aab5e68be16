package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each source in each format to each target format. */
@ExtendWith(Lab.class)
class CloneMatrixIT {
  /** A format of the copy. */
  enum Target {
    RAW("raw", "copy.raw"),
    QCOW2("qcow2", "copy.qcow2"),
    QCOW2_COMPRESSED("qcow2", "copy.qcow2", "--compress"),
    VMDK("vmdk", "copy.vmdk"),
    VDI("vdi", "copy.vdi"),
    VHDX("vhdx", "copy.vhdx"),
    VPC("vpc", "copy.vhd");

    final String format;
    final String file;
    final List<String> options;

    Target(String format, String file, String... options) {
      this.format = format;
      this.file = file;
      this.options = List.of(options);
    }
  }

  /** One copy to make. */
  record Cell(String source, String sourceFormat, Target target) {
    @Override
    public String toString() {
      String to = target.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return source + " (" + sourceFormat + ") to " + to;
    }
  }

  static List<Cell> matrix() {
    List<Cell> cells = new ArrayList<>();
    for (String source : List.of("gpt", "mbr", "bare-ext4")) {
      for (String format : List.of("raw", "qcow2")) {
        for (Target target : Target.values()) {
          cells.add(new Cell(source, format, target));
        }
      }
    }
    return cells;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("matrix")
  void copyIsGood(Cell cell, Workbench bench, Scene scene) {
    Fixture original = bench.fixture(cell.source());
    Fixture source = bench.fixture(cell.source(), cell.sourceFormat());
    String checksum = bench.checksum(source);
    Path copy = scene.target(cell.target().file);

    List<Object> arguments = new ArrayList<>(List.of("clone", source.image(), copy));
    arguments.addAll(cell.target().options);
    scene.run(arguments.toArray()).exits(0);

    scene.assertLeftOnly(cell.target().file);
    assertThat(Checksums.sha256(source.image())).as("source").isEqualTo(checksum);
    assertImage(copy, cell.target(), original.size());
    Path raw = Images.toRaw(copy, cell.target().format, scene.work().resolve("copy"));
    new CopyProof(original, raw, scene.work()).assertGood();
  }

  private static void assertImage(Path copy, Target target, long size) {
    assertThat(Images.virtualSize(copy, target.format)).isEqualTo(size);
    if (target == Target.RAW) {
      assertThat(copy).hasSize(size);
    } else {
      assertThat(Images.detectedFormat(copy)).isEqualTo(target.format);
    }
    if (!target.options.contains("--compress")) {
      assertThat(DiskBytes.findMarker(copy)).as("deleted data in the image file").isEmpty();
    }
  }
}
