package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.it.sandbox.SandboxImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command with {@code --sandbox container} is like one without, only that it may mount. */
@ExtendWith(Lab.class)
class ContainerOptionIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONTAINER = "--sandbox=container";
  private static final int NOISE_MIB = 512;

  @BeforeEach
  void needTheImage(Scene scene) {
    assertThat(SandboxImage.name()).isNotEmpty();
    scene.as(Caller.ENGINE_USER);
  }

  @Test
  void aCloneIsTheCallersAndNothingElseIsLeft(Workbench bench, Scene scene) throws IOException {
    Fixture source = bench.fixture("gpt");
    String before = Checksums.sha256(source.image());

    scene.run("clone", source.image(), "copy.qcow2", CONTAINER).exits(0).tells("verified");

    Path copy = scene.target("copy.qcow2");
    assertThat(Files.getOwner(copy)).isEqualTo(Files.getOwner(scene.state()));
    scene.run("verify", source.image(), copy).exits(0);
    assertThat(Checksums.sha256(source.image())).isEqualTo(before);
    assertLeftOnly(scene, "copy.qcow2");
  }

  /** The image names what it stands on by a name without a folder. */
  @Test
  void aChainBehindLinksIsSeen(Workbench bench, Scene scene) throws IOException {
    Path folder = Files.createDirectory(scene.work().resolve("a, \"b\" c"));
    Path base = folder.resolve("ba,se.raw");
    Files.copy(bench.fixture("bare-ext4").image(), base);
    Tools.output("qemu-img", "create", "-fqcow2", "-bba,se.raw", "-Fraw", folder.resolve("top"));
    Path link = Files.createSymbolicLink(scene.target("link"), folder);

    scene.run("clone", "link/top", "copy.raw", CONTAINER, "-q").exits(0);

    scene.run("verify", base, "copy.raw").exits(0);
    Files.delete(link);
    assertLeftOnly(scene, "copy.raw");
  }

  @Test
  void aLayerStandsOnTheSameFileOutside(Workbench bench, Scene scene) throws IOException {
    Path base = scene.owned(Files.copy(bench.fixture("bare-ext4").image(), scene.target("base")));
    Path top = scene.target("top.qcow2");
    Tools.output("qemu-img", "create", "-q", "-fqcow2", "-bbase", "-Fraw", top);
    scene.owned(top);

    scene.run("clone", top, "copy.qcow2", "--keep-backing", CONTAINER, "-q").exits(0);

    Path copy = scene.target("copy.qcow2");
    assertThat(Images.info(copy, "qcow2").get("backing-filename").getAsString()).isEqualTo("base");
    scene.run("verify", base, copy).exits(0);
    assertLeftOnly(scene, "base", "top.qcow2", "copy.qcow2");
  }

  /** The key lies in another folder, of which the container sees nothing else. */
  @Test
  void theKeyOfASourceIsSeen(Workbench bench, Scene scene) throws IOException {
    Path key = scene.owned(Files.writeString(scene.work().resolve("a key"), "correct horse"));
    Path image = EncryptedSourceIT.encrypted(bench.fixture("bare-ext4"), scene, "luks", key);

    scene.run("clone", image, "none.raw", CONTAINER).exits(4).saysOneSentence();
    scene
        .run("clone", image, "copy.raw", CONTAINER, "-q", "--source-key-file", "../work/a key")
        .exits(0);

    scene.run("verify", bench.fixture("bare-ext4").image(), "copy.raw").exits(0);
    assertLeftOnly(scene, "secret.qcow2", "copy.raw");
  }

  /** A key that is not given there would mean a copy of everything, and no refusal. */
  @Test
  void theKeyOfALuksContainerIsSeen(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("ext4-no-64bit");
    Path key = scene.owned(Files.writeString(scene.work().resolve("a key"), "correct horse"));
    Path source = LuksKind.LUKS2.encipher(original.image(), key, scene.target("secret.raw"));
    scene.owned(source);

    scene
        .run("clone", source, "copy.raw", CONTAINER, "--luks-key-file", "../work/a key")
        .exits(0)
        .tells("verified");

    Path copy = scene.target("copy.raw");
    assertThat(LuksKind.allocated(copy)).isLessThan(LuksKind.allocated(source) / 2);
    Path opened =
        LuksKind.LUKS2.decipher(copy, key, original.size(), scene.work().resolve("opened.raw"));
    new CopyProof(original, opened, scene.work()).assertGood();
    assertLeftOnly(scene, "secret.raw", "copy.raw");
  }

  @Test
  void filesAreComparedByWhomeverMayNotMount(Workbench bench, Scene scene) throws IOException {
    Path source = bench.fixture("bare-ext4").image();
    scene.run("verify", "--files", source, source).exits(5).tells("--sandbox container");
    scene.run("verify", "--files", source, source, CONTAINER).exits(0).tells("Equal: ");

    Path other = scene.owned(Files.copy(source, scene.target("other.raw")));
    Tools.output("e2label", other, "another");
    scene.run("verify", "--files", source, other, CONTAINER).exits(3).tells("differs");
    assertLeftOnly(scene, "other.raw");
  }

  @Test
  void refusalsAndJsonAreThoseOfTheCommand(Workbench bench, Scene scene) throws IOException {
    Path source = bench.fixture("bare-ext4").image();
    scene.owned(Files.writeString(scene.target("there.raw"), "precious"));

    Outcome outcome = scene.run("clone", "--json", source, "there.raw", CONTAINER).exits(4);
    assertThat(outcome.json()).hasSize(1);
    JsonObject event = outcome.json().get(0);
    assertThat(event.get("exitStatus").getAsInt()).isEqualTo(4);
    assertThat(event.get("message").getAsString()).contains("give --force");
    scene.run("clone", source, "/there.raw", CONTAINER).exits(4).saysOneSentence();
    scene.run("clone", source, "missing/x.raw", CONTAINER).exits(4).saysOneSentence();
    scene.run("clone", source + "#3", "x.raw", CONTAINER).exits(4).saysOneSentence();
    scene.run("clone", source, source, CONTAINER).exits(4).saysOneSentence();

    assertThat(scene.target("there.raw")).hasContent("precious");
    assertLeftOnly(scene, "there.raw");
  }

  @Test
  void withoutAnEngineItSaysHowToGetOne(Workbench bench, Scene scene) {
    scene.with("DOCKER_HOST", "unix://" + scene.work().resolve("none"));
    scene
        .run("clone", bench.fixture("bare-ext4").image(), "x.raw", CONTAINER)
        .exits(5)
        .saysOneSentence()
        .tells("ci/container up && ci/container image");
    scene.assertLeftOnly();
  }

  @ParameterizedTest(name = "SIG{0} ends with {1}")
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalLeavesNothing(String signal, int exitCode, Scene scene) throws IOException {
    Running clone = startLongClone(scene);
    clone.signal(signal);
    Outcome outcome = clone.await().exits(exitCode);
    assertThat(outcome.stderr().lines().filter(line -> line.startsWith("diskrep:"))).hasSize(1);
    assertLeftOnly(scene, "noise.raw");
  }

  @Test
  void aKilledContainerLeavesNothing(Scene scene) throws IOException {
    Running clone = startLongClone(scene);
    Tools.output("docker", "kill", containers().get(0));
    clone.await().exits(6).tells("container was killed");
    assertLeftOnly(scene, "noise.raw");
  }

  @Test
  void cleanupEndsTheContainerOfAKilledRun(Scene scene) throws IOException {
    Running clone = startLongClone(scene);
    List<ProcessHandle> dockers = clone.process().children().toList();
    clone.process().destroyForcibly();
    dockers.forEach(ProcessHandle::destroyForcibly);
    clone.await();
    assertThat(containers()).as("it goes on").hasSize(1);

    scene.run("cleanup").exits(0);

    assertLeftOnly(scene, "noise.raw");
  }

  /** Noise that has to be compressed: some seconds of work. */
  private static Running startLongClone(Scene scene) throws IOException {
    Path source = scene.owned(noise(scene.target("noise.raw")));
    Running clone = scene.start("clone", "-c", source, "x.qcow2", "--source-format=raw", CONTAINER);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                scene.targetNames().stream().anyMatch(name -> name.endsWith(".partial"))
                    || !clone.process().isAlive());
    assertThat(clone.process().isAlive()).as("still copying").isTrue();
    return clone;
  }

  private static Path noise(Path file) throws IOException {
    byte[] block = new byte[1 << 20];
    Random random = new Random(1);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (int i = 0; i < NOISE_MIB; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return file;
  }

  private static void assertLeftOnly(Scene scene, String... names) {
    scene.assertLeftOnly(names);
    assertThat(containers()).as("containers").isEmpty();
  }

  /** Those of runs have names that begin with this. */
  private static List<String> containers() {
    String all =
        Tools.output(
            "docker", "ps", "--all", "--format", "{{.Names}}", "--filter", "name=^diskrep-");
    return all.lines().toList();
  }
}
