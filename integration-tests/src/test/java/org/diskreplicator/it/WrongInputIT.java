package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.FixtureDisks;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong input is answered with one sentence and its exit code, and nothing is written. */
@ExtendWith(Lab.class)
class WrongInputIT {
  private static final int USAGE = 2;
  private static final int REFUSED = 4;
  private static final int MISSING = 5;

  /** Prepares the targets folder and returns the arguments of diskrep. */
  @FunctionalInterface
  interface Preparation {
    List<?> prepare(Workbench bench, Scene scene) throws IOException;
  }

  /**
   * One wrong input.
   *
   * @param mentions a regular expression that the sentence must match
   */
  record Wrong(String name, int exitCode, String mentions, Preparation preparation) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Wrong> wrongSources() {
    return List.of(
        new Wrong(
            "no such file",
            REFUSED,
            "nothing-here\\.raw",
            (bench, scene) -> clone(scene.target("nothing-here.raw"), scene)),
        new Wrong(
            "empty file",
            REFUSED,
            "empty",
            (bench, scene) -> clone(write(scene, "void.raw", ""), scene)),
        new Wrong(
            "directory",
            REFUSED,
            "directory|folder",
            (bench, scene) -> clone(Files.createDirectory(scene.target("dir.raw")), scene)),
        new Wrong(
            "text file",
            REFUSED,
            "notes\\.txt",
            (bench, scene) -> clone(write(scene, "notes.txt", "To whom it may concern\n"), scene)),
        new Wrong(
            "raw disk without table or known content",
            REFUSED,
            "source-format",
            (bench, scene) -> clone(bench.fixture("empty").image(), scene)),
        new Wrong(
            "truncated qcow2",
            REFUSED,
            "truncated|damaged|cut|incomplete",
            (bench, scene) -> clone(truncatedQcow2(bench, scene), scene)),
        new Wrong(
            "qcow2 header and nothing else",
            REFUSED,
            "stub\\.qcow2",
            (bench, scene) -> clone(write(scene, "stub.qcow2", "QFI\u00fb\0\0\0\3"), scene)),
        new Wrong(
            "partition that does not exist",
            REFUSED,
            "\\b9\\b",
            (bench, scene) -> clone(bench.fixture("gpt").image() + "#9", scene)),
        new Wrong(
            "extended partition, which only holds others",
            REFUSED,
            "it has: 1, 2, 5, 6",
            (bench, scene) -> clone(bench.fixture("mbr").image() + "#3", scene)),
        new Wrong(
            "partition of a disk without a table",
            REFUSED,
            "\\b1\\b",
            (bench, scene) -> clone(bench.fixture("bare-ext4").image() + "#1", scene)),
        new Wrong(
            "protocol name", REFUSED, "nbd", (bench, scene) -> clone("nbd:localhost:10809", scene)),
        new Wrong(
            "protocol as a backing file",
            REFUSED,
            "nbd|backing",
            (bench, scene) -> clone(overlayOf(scene, "nbd://127.0.0.1:1/x"), scene)));
  }

  static List<Wrong> wrongTargets() {
    return List.of(
        new Wrong(
            "target exists",
            REFUSED,
            "--force",
            (bench, scene) -> {
              write(scene, "copy.qcow2", "precious");
              return clone(bench.fixture("gpt").image(), scene);
            }),
        new Wrong(
            "target is the source",
            REFUSED,
            "source",
            (bench, scene) -> {
              Path disk = ownDisk(scene);
              return List.of("clone", disk, disk, "--force");
            }),
        new Wrong(
            "target is a symbolic link to the source",
            REFUSED,
            "source",
            (bench, scene) -> {
              Path link = Files.createSymbolicLink(scene.target("link.raw"), ownDisk(scene));
              return List.of("clone", scene.target("own.raw"), link, "--force");
            }),
        new Wrong(
            "target is a hard link to the source",
            REFUSED,
            "source",
            (bench, scene) -> {
              Path link = Files.createLink(scene.target("link.raw"), ownDisk(scene));
              return List.of("clone", scene.target("own.raw"), link, "--force");
            }),
        new Wrong(
            "target is the backing file of the source",
            REFUSED,
            "source|backing|chain",
            (bench, scene) -> {
              ownDisk(scene);
              Path top = scene.target("top.qcow2");
              Tools.output(
                  "qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", "own.raw", top);
              Trees.openForAll(top);
              return List.of("clone", top, scene.target("own.raw"), "--force");
            }),
        new Wrong(
            "target smaller than what the source holds",
            REFUSED,
            "too small; give --size \\d+M or more",
            (bench, scene) ->
                List.of(
                    "clone",
                    bench.fixture("gpt").image(),
                    scene.target("copy.qcow2"),
                    "--size",
                    "20M")),
        new Wrong(
            "partition to grow is not there",
            REFUSED,
            "has no partition 9; give --grow with one of",
            (bench, scene) -> clone(bench.fixture("gpt").image(), scene, "--grow", "9")),
        new Wrong(
            "partition with a strategy is not there",
            REFUSED,
            "has no partition 9; give --partition with one of",
            (bench, scene) -> clone(bench.fixture("gpt").image(), scene, "--partition", "9=raw")),
        new Wrong(
            "growing and keeping sizes",
            USAGE,
            "mutually exclusive",
            (bench, scene) ->
                clone(bench.fixture("gpt").image(), scene, "--grow", "3", "--keep-sizes")),
        new Wrong(
            "folder of the target is missing",
            REFUSED,
            "nowhere",
            (bench, scene) ->
                List.of("clone", bench.fixture("gpt").image(), scene.target("nowhere/copy.raw"))),
        new Wrong(
            "folder of the target is not writable",
            REFUSED,
            "locked|writ|permi",
            (bench, scene) -> {
              Path locked = scene.owned(Files.createDirectory(scene.target("locked")));
              Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
              return List.of("clone", bench.fixture("gpt").image(), locked.resolve("copy.raw"));
            }),
        new Wrong(
            "target is a folder",
            REFUSED,
            "directory|folder",
            (bench, scene) -> {
              Files.createDirectory(scene.target("copy.qcow2"));
              return clone(bench.fixture("gpt").image(), scene);
            }));
  }

  static List<Wrong> wrongCommandLines() {
    return List.of(
        new Wrong(
            "unknown format",
            USAGE,
            "zip",
            (bench, scene) -> clone(bench.fixture("gpt").image(), scene, "--format", "zip")),
        new Wrong(
            "unknown option",
            USAGE,
            "--nonsense",
            (bench, scene) -> clone(bench.fixture("gpt").image(), scene, "--nonsense")),
        new Wrong(
            "size that is none",
            USAGE,
            "big",
            (bench, scene) -> clone(bench.fixture("gpt").image(), scene, "--size", "big")),
        new Wrong(
            "no target",
            USAGE,
            "target|DST",
            (bench, scene) -> List.of("clone", bench.fixture("gpt").image())),
        new Wrong("unknown command", USAGE, "clown", (bench, scene) -> List.of("clown")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"wrongSources", "wrongTargets", "wrongCommandLines", "missingPrograms"})
  void isRefused(Wrong wrong, Workbench bench, Scene scene) throws IOException {
    List<?> arguments = wrong.preparation().prepare(bench, scene);
    Map<String, String> before = Trees.snapshot(scene.targets());

    Outcome outcome = scene.run(arguments.toArray());

    outcome.exits(wrong.exitCode()).saysOneSentence().tells(wrong.mentions());
    assertThat(Trees.snapshot(scene.targets())).isEqualTo(before);
    scene.assertNothingRuns();
    assertThat(Trees.files(scene.state())).isEmpty();
  }

  static List<Wrong> missingPrograms() {
    return Stream.of(
            "qemu-img",
            "blkid",
            "sfdisk",
            "e2fsck",
            "fsck.fat",
            "qemu-storage-daemon",
            "fusermount3")
        .map(
            program ->
                new Wrong(
                    "missing " + program,
                    MISSING,
                    program,
                    (bench, scene) -> {
                      Path tools = ToolFolder.without(scene.work().resolve("tools"), program);
                      scene.with("DISKREP_PATH", tools.toString());
                      return clone(bench.fixture("gpt").image(), scene);
                    }))
        .toList();
  }

  /** Refused as a plan or as usage; which of both is a matter of taste. */
  @ParameterizedTest
  @ValueSource(strings = {"copy.zip", "copy", "copy."})
  void targetWhoseExtensionTellsNoFormatIsRefused(String name, Workbench bench, Scene scene) {
    Outcome outcome = scene.run("clone", bench.fixture("gpt").image(), scene.target(name));
    assertThat(outcome.exitCode()).as(outcome.toString()).isIn(USAGE, REFUSED);
    outcome.saysOneSentence().tells("--format");
    scene.assertLeftOnly();
  }

  private static List<Object> clone(Object source, Scene scene, String... options) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("clone", source, scene.target("copy.qcow2")));
    arguments.addAll(List.of(options));
    return arguments;
  }

  private static Path write(Scene scene, String name, String latin1) throws IOException {
    Path file = scene.target(name);
    return scene.owned(Files.write(file, latin1.getBytes(ISO_8859_1)));
  }

  /** A small disk that the user who runs diskrep may write to. */
  private static Path ownDisk(Scene scene) {
    return scene.owned(FixtureDisks.build("bare-fat12", scene.target("own.raw")).image());
  }

  private static Path overlayOf(Scene scene, String backing) throws IOException {
    Path top = scene.target("top.qcow2");
    Tools.output(
        "qemu-img", "create", "-q", "-u", "-f", "qcow2", "-F", "raw", "-b", backing, top, "64M");
    Trees.openForAll(top);
    return top;
  }

  /** Half of an image: the table is there, the data is not. */
  private static Path truncatedQcow2(Workbench bench, Scene scene) throws IOException {
    Path whole = bench.fixture("gpt", "qcow2").image();
    Path half = scene.owned(Files.copy(whole, scene.target("half.qcow2")));
    try (RandomAccessFile file = new RandomAccessFile(half.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    return half;
  }
}
