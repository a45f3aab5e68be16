package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contributed replicators, good and bad, by the packaged program. */
@ExtendWith(Lab.class)
class ReplicatorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * A program that does something wrong when it is asked to make the content.
   *
   * @param says a pattern of the one sentence that comes of it
   */
  record Misdeed(String name, String script, int exitCode, String says) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Misdeed> misdeeds() {
    String done = "mksquashfs \"$DISKREP_SCRATCH\" \"$DISKREP_TARGET\" -noappend -quiet >&2; ";
    return List.of(
        new Misdeed("a crash", "kill -SEGV $$", 6, "ended by signal 11"),
        new Misdeed("a hang", "sleep 600", 6, "did not end within 2 seconds"),
        new Misdeed("garbage", "echo making it", 6, "not valid JSON: making it"),
        new Misdeed("an endless line", "tr '\\0' x </dev/zero", 6, "more than 64 KiB"),
        new Misdeed("a wrong code", "exit 42", 6, "code 42, which has no meaning"),
        new Misdeed("nothing", "exit 0", 6, "the type is squashfs in the original and none"),
        new Misdeed("other files", done, 3, "differ"),
        new Misdeed("a child", "setsid sleep 600 & exit 0", 6, "left a process behind"),
        new Misdeed(
            "a hidden child",
            "(env -i setsid sleep 600 >/dev/null 2>&1 &) ; exit 0",
            6,
            "left a process behind"),
        new Misdeed("a write", "printf x >\"$DISKREP_SOURCE\"", 6, "failed while making it"),
        new Misdeed("a mount", "mount -t tmpfs none .; exit 1", 6, "reported a failure"),
        new Misdeed("an unmount", "umount \"$DISKREP_SOURCE\"; exit 1", 6, "reported a failure"),
        new Misdeed(
            "a link", "ln -sf /etc/passwd \"$DISKREP_TARGET\"", 6, "something else in the place"),
        new Misdeed("escapes", "printf '\\033[2J' >&2; exit 1", 6, "\\\\u001b\\[2J"),
        new Misdeed("a refusal", "echo 'it is too old' >&2; exit 3", 4, "refuses .* too old"));
  }

  /** A small squashfs, and what a replicator of it would have to preserve. */
  private static Path original(Scene scene) throws IOException {
    Path files = Files.createDirectory(scene.work().resolve("files"));
    Files.writeString(files.resolve("file"), "text\n".repeat(1000));
    Path image = scene.work().resolve("original.img");
    Tools.output("mksquashfs", files, image, "-noappend", "-quiet", "-no-progress");
    return image;
  }

  private static Path replicator(Scene scene, String name, String manifest, String script) {
    try {
      Path folder = Files.createDirectories(scene.work().resolve("replicators"));
      Path program = folder.resolve(name);
      Files.writeString(program, "#!/bin/sh\n[ \"$1\" = make ] || exit 2\n" + script + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(
          folder.resolve(name + ".json"),
          "{\"protocol\": 1, \"name\": \"%s\", \"contents\": [\"squashfs\"]%s}"
              .formatted(name, manifest));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertClean(Scene scene, String... names) {
    scene.assertLeftOnly(names);
    assertThat(contributed(scene)).as("processes of replicators").isEmpty();
  }

  /** Those whose environment names a scratch folder of this scene. */
  private static List<String> contributed(Scene scene) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                environment(process).contains("DISKREP_SCRATCH=" + scene.targets().getParent()))
        .map(process -> process.info().commandLine().orElse(""))
        .toList();
  }

  private static String environment(ProcessHandle process) {
    try {
      Path file = Path.of("/proc/" + process.pid() + "/environ");
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @MethodSource("misdeeds")
  void whateverAProgramDoesWrongTheMachineStaysClean(Misdeed misdeed, Scene scene)
      throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path image = original(scene);
    String before = Checksums.sha256(image);
    Path folder = replicator(scene, "bad", ", \"timeouts\": {\"make\": 2}", misdeed.script());

    Outcome outcome =
        scene
            .as(Caller.ROOT)
            .run(
                "clone",
                image,
                "out.raw",
                "--strategy",
                "files",
                "--replicators",
                folder,
                "--replicator",
                "bad",
                "-q");

    outcome.exits(misdeed.exitCode()).tells(misdeed.says());
    assertThat(outcome.stderr().lines().toList()).as(outcome.toString()).hasSize(1);
    assertThat(Checksums.sha256(image)).isEqualTo(before);
    assertClean(scene);
  }

  @Test
  void aKilledRunTakesTheProgramAlong(Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path image = original(scene);
    Path folder = replicator(scene, "slow", "", "setsid sleep 600 & sleep 601");
    Running run =
        scene
            .as(Caller.ROOT)
            .start(
                "clone",
                image,
                "out.raw",
                "--strategy",
                "files",
                "--replicators",
                folder,
                "--replicator",
                "slow",
                "-q");
    await().atMost(PATIENCE).until(() -> contributed(scene).size() >= 2);

    run.kill().await();

    await().atMost(PATIENCE).until(() -> contributed(scene).isEmpty());
    scene.run("cleanup").exits(0);
    assertClean(scene);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoo-squashfs", "zoo-erofs"})
  void theExamplesMakeEveryKindOfFileAnew(String name, Workbench bench, Scene scene)
      throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Fixture fixture = bench.fixture(name);
    String before = bench.checksum(fixture);

    scene
        .as(Caller.ROOT)
        .run("clone", fixture.image(), "copy.raw", "--strategy", "files", "--size", "40M", "-q")
        .exits(0);

    List<JsonObject> shown = scene.run("inspect", "copy.raw", "--json").exits(0).json();
    assertThat(shown.toString()).contains("\"" + fixture.partition(1).content() + "\"");
    for (FixturePartition partition : fixture.partitions()) {
      assertThat(listing(scene.target("copy.raw"), partition.number(), scene))
          .isEqualTo(listing(fixture.image(), partition.number(), scene));
    }
    assertThat(Checksums.sha256(fixture.image())).isEqualTo(before);
    assertClean(scene, "copy.raw");
  }

  /** All that find and getfattr see, and a checksum of all bytes. */
  private static String listing(Path disk, int number, Scene scene) throws IOException {
    String[] place =
        Tools.output(
                "partx",
                "--raw",
                "--noheadings",
                "-b",
                "-o",
                "START,SIZE",
                "-n",
                Integer.toString(number),
                disk)
            .strip()
            .split(" ", -1);
    long start = Long.parseLong(place[0]) * 512;
    Path point = Files.createDirectories(scene.work().resolve("mounted"));
    String options = "ro,loop,offset=%d,sizelimit=%s".formatted(start, place[1]);
    Tools.output("mount", "-o", options, disk, point);
    try {
      String names = Tools.output("find", point, "-printf", "%P %y %m %U %G %n %s %T@ %l\\0");
      String attributes =
          Tools.output("getfattr", "-R", "-h", "-d", "-m-", "-e", "hex", "--absolute-names", point);
      String bytes =
          Tools.output(
              "tar",
              "-C",
              point,
              "--sort=name",
              "--numeric-owner",
              "-cf",
              scene.work().resolve("all.tar"),
              ".");
      return names.lines().sorted().toList()
          + attributes
          + bytes
          + Checksums.sha256(scene.work().resolve("all.tar"));
    } finally {
      Tools.output("umount", point);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "python"})
  void aNewReplicatorPassesItsTestAtOnce(String language, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    scene.as(Caller.ROOT).run("replicator", "new", "mine", "--language", language).exits(0);
    scene.run("replicator", "new", "mine", "--language", language).exits(4).tells("exists already");

    Outcome outcome = scene.run("replicator", "test", "./mine", "--json", "-q").exits(0);

    assertThat(outcome.json()).isNotEmpty().allMatch(line -> line.get("passed").getAsBoolean());
    scene
        .run("replicator", "list", "--replicators", ".")
        .exits(0)
        .tells("ext2 +mine .* only with --replicator mine");
    assertClean(scene, "mine", "mine.json");
  }

  @Test
  void aTestThatFailsNamesTheFirstDifference(Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path image = original(scene);
    Path folder =
        replicator(
            scene,
            "loses",
            "",
            "mkdir all; unsquashfs -q -n -f -d all \"$DISKREP_SOURCE\" >&2; echo x >>all/file;"
                + " mksquashfs all \"$DISKREP_TARGET\" -noappend -quiet >&2");
    Outcome outcome =
        scene
            .as(Caller.ROOT)
            .run("replicator", "test", folder.resolve("loses"), "--disk", image, "-q")
            .exits(3);
    outcome.tells("original.img .*FAIL .*file: ").tells("trials failed");
    assertClean(scene);
  }

  @Test
  void anOrdinaryUserIsToldWhatIsMissing(Scene scene) {
    scene.run("replicator", "new", "mine", "--language", "sh").exits(0);
    scene.run("replicator", "test", "./mine").exits(5).tells("sudo.*--sandbox container");
    scene.run("replicator", "list", "--json").exits(0).tells("\"name\":\"squashfs\"");
    assertClean(scene, "mine", "mine.json");
  }
}
