package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Legal file names work, whatever a shell, QEMU or an option parser would make of them. */
@ExtendWith(Lab.class)
class HostileNamesIT {
  static List<String> names() {
    return List.of(
        "with spaces",
        " leading and trailing ",
        "single'quote",
        "double\"quote",
        "back\\slash",
        "$(touch X)",
        "`touch X`",
        "semi;colon & pipe | star *",
        "new\nline",
        "tab\tstop",
        "question?offset=512",
        "comma,format=raw",
        "equals=sign",
        "percent%s%n",
        "#2",
        "a:b",
        "nbd:x:1",
        "json:{}",
        "json:{\"driver\":\"raw\"}",
        "fat:rw:x",
        "-o",
        "--help",
        "@@1M",
        "~",
        "\u00e4\u00f6\u00fc \u4e2d");
  }

  @ParameterizedTest
  @MethodSource("names")
  void worksAsASourceAndAsATarget(String name, Workbench bench, Scene scene) throws IOException {
    Fixture fixture = bench.fixture("bare-fat12");
    String source = name + ".raw";
    String target = name + ".qcow2";
    Files.copy(fixture.image(), scene.target(source));
    Trees.openForAll(scene.target(source));

    // Relative, because an absolute path would hide how a name begins.
    scene.run("clone", "--", source, target).exits(0);

    scene.assertLeftOnly(source, target);
    Path plain = Files.move(scene.target(target), scene.work().resolve("plain.qcow2"));
    assertThat(Images.detectedFormat(plain)).isEqualTo("qcow2");
    Path raw = Images.toRaw(plain, "qcow2", scene.work().resolve("raw"));
    new CopyProof(fixture, raw, scene.work()).assertGood();
  }

  @ParameterizedTest
  @MethodSource("names")
  void worksAsAFolder(String name, Workbench bench, Scene scene) throws IOException {
    Fixture fixture = bench.fixture("bare-fat12", "qcow2");
    Path folder = scene.owned(Files.createDirectory(scene.target(name)));
    Files.copy(fixture.image(), folder.resolve("disk.qcow2"));
    Trees.openForAll(folder.resolve("disk.qcow2"));

    scene.run("clone", folder.resolve("disk.qcow2"), folder.resolve("copy.raw")).exits(0);

    Path plain = Files.move(folder.resolve("copy.raw"), scene.work().resolve("plain"));
    new CopyProof(bench.fixture("bare-fat12"), plain, scene.work()).assertGood();
  }

  @Test
  void labelsAndPartitionNamesAreOnlyText(Workbench bench, Scene scene) {
    Fixture fixture = bench.fixture("hostile-labels");
    scene.run("clone", fixture.image(), scene.target("copy.raw")).exits(0);
    scene.assertLeftOnly("copy.raw");
    new CopyProof(fixture, scene.target("copy.raw"), scene.work()).assertGood();
  }

  @Test
  void inspectPrintsHostileLabelsAsJson(Workbench bench, Scene scene) {
    Fixture fixture = bench.fixture("hostile-labels");
    Outcome outcome = scene.run("inspect", fixture.image(), "--json").exits(0);
    assertThat(outcome.stdout()).contains("$(touch X)");
    scene.assertLeftOnly();
  }
}
