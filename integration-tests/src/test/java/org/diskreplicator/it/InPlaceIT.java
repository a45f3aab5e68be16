package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sparsify --in-place}: nothing but free space may differ, however it ends. */
@ExtendWith(Lab.class)
class InPlaceIT {
  /** Exit code of qemu-img check. */
  private static final int LEAKS = 3;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static Path copy(Workbench bench, Scene scene, String fixture, String format) {
    Fixture disk = bench.fixture(fixture, format);
    Path copy = scene.targets().resolve("disk." + format);
    Tools.output("cp", "--sparse=always", disk.image(), copy);
    return scene.owned(copy);
  }

  private static void assertOnlyFreeSpaceDiffers(
      Workbench bench, Scene scene, String fixture, Path image) {
    Path raw = image;
    if (!image.toString().endsWith(".raw")) {
      raw = scene.work().resolve("proof.raw");
      Tools.output("qemu-img", "convert", "-O", "raw", image, raw);
    }
    CopyProof proof = new CopyProof(bench.fixture(fixture), raw, scene.work());
    proof.assertSameTable();
    proof.assertContents();
    proof.assertUsedBytesEqual();
  }

  private static long allocated(Path file) {
    return Long.parseLong(Tools.output("stat", "-c", "%b", file).strip()) * 512;
  }

  @ParameterizedTest
  @CsvSource({"gpt,raw", "gpt,qcow2", "mbr,raw", "mbr,qcow2", "bare-ext4,raw", "windows-mbr,qcow2"})
  void whatIsFreeTakesNoSpaceAnyMore(String fixture, String format, Workbench bench, Scene scene) {
    Path image = copy(bench, scene, fixture, format);
    long before = allocated(image);

    scene.run("sparsify", "--in-place", image).exits(0).tells("sparse where it is, checked");

    assertOnlyFreeSpaceDiffers(bench, scene, fixture, image);
    long after = allocated(image);
    assertThat(after).isLessThan(before);
    long used =
        CopyProof.used(bench.fixture(fixture)).stream()
            .mapToLong(range -> range.end() - range.start())
            .sum();
    assertThat(after).isLessThan(used + (4 << 20));
    if (format.equals("qcow2")) {
      Tools.output("qemu-img", "check", "-q", image);
    }
    scene.run("sparsify", "--in-place", image).exits(0);
    assertThat(allocated(image)).isLessThanOrEqualTo(after);
    scene.assertLeftOnly(image.getFileName().toString());
  }

  @Test
  void aDeviceGivesItsSpaceBack(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    scene.as(Caller.ROOT);
    Path image = copy(bench, scene, "gpt", "raw");
    long before = allocated(image);
    try (LoopDisk drive = LoopDisk.over(image)) {
      scene.run("sparsify", "--in-place", drive.device()).exits(0).tells("sparse where it is");
    }
    assertThat(allocated(image)).isLessThan(before);
    assertOnlyFreeSpaceDiffers(bench, scene, "gpt", image);
  }

  @Test
  void aDryRunChangesNothing(Workbench bench, Scene scene) {
    Path image = copy(bench, scene, "gpt", "qcow2");
    String before = Checksums.sha256(image);
    scene.run("sparsify", "--in-place", "--dry-run", image).exits(0).tells("would give back");
    assertThat(Checksums.sha256(image)).isEqualTo(before);
  }

  /** A clean ext4 whose bitmap lies is found by its check, before anything is written. */
  @ParameterizedTest
  @ValueSource(strings = {"dirty-ext4", "lying-ext4"})
  void whatIsNotInOrderIsLeftAsItIs(String fixture, Workbench bench, Scene scene) {
    Path image = copy(bench, scene, fixture, "raw");
    String before = Checksums.sha256(image);
    scene
        .run("sparsify", "--in-place", "--quiet", image)
        .exits(4)
        .saysOneSentence()
        .tells("left as it is");
    assertThat(Checksums.sha256(image)).isEqualTo(before);
    scene.assertLeftOnly("disk.raw");
  }

  @Test
  void whatAnybodyUsesIsLeftAsItIs(Workbench bench, Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    Path image = copy(bench, scene, "bare-ext4", "raw");
    String before = Checksums.sha256(image);
    try (LoopDisk drive = LoopDisk.over(image)) {
      scene
          .run("sparsify", "--in-place", image)
          .exits(4)
          .saysOneSentence()
          .tells("is shown by " + drive.device());
    }
    Process machine =
        new ProcessBuilder(Tools.find("qemu-io").toString(), "-f", "raw", image.toString()).start();
    try {
      machine.getOutputStream().write("length\n".getBytes(StandardCharsets.UTF_8));
      machine.getOutputStream().flush();
      assertThat(machine.getInputStream().read()).isPositive();
      scene
          .run("sparsify", "--in-place", "--quiet", image)
          .exits(4)
          .saysOneSentence()
          .tells("in use");
    } finally {
      machine.destroy();
      await().atMost(LIMIT).until(() -> !machine.isAlive());
    }
    assertThat(Checksums.sha256(image)).isEqualTo(before);
  }

  @Test
  void wrongInputsAreRefused(Workbench bench, Scene scene) {
    Path image = copy(bench, scene, "bare-ext4", "qcow2");
    Path overlay = scene.targets().resolve("overlay.qcow2");
    Tools.output("qemu-img", "create", "-f", "qcow2", "-b", image, "-F", "qcow2", overlay);
    scene.owned(overlay);
    Path vmdk = scene.targets().resolve("disk.vmdk");
    Tools.output("qemu-img", "convert", "-O", "vmdk", image, vmdk);
    scene.owned(vmdk);

    scene.run("sparsify", "--in-place", overlay).exits(4).saysOneSentence().tells("another image");
    scene.run("sparsify", "--in-place", vmdk).exits(4).saysOneSentence().tells("vmdk image");
    scene.run("sparsify", "--in-place", image, "x").exits(2).saysOneSentence().tells("no TARGET");
    scene.run("sparsify", "--in-place", image, "--trust-bitmaps").exits(2).saysOneSentence();
    scene.run("sparsify", image).exits(2).saysOneSentence().tells("TARGET");
  }

  /** As many as {@code -Dinplace.kills} says, in the second in which it discards. */
  static LongStream kills() {
    return LongStream.rangeClosed(1, Long.getLong("inplace.kills", 4));
  }

  @ParameterizedTest
  @MethodSource("kills")
  void killedAtAnyMomentTheDiskIsCorrect(long seed, Workbench bench, Scene scene)
      throws InterruptedException {
    String format = seed % 2 == 0 ? "qcow2" : "raw";
    String fixture = seed % 4 < 2 ? "fragmented" : "gpt";
    Path image = copy(bench, scene, fixture, format);
    Running run = scene.start("sparsify", "--in-place", image, "--json");
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> text(run.out()).contains("\"discard\"") || !run.process().isAlive());
    if (!run.process().waitFor(new Random(seed).nextLong(200), TimeUnit.MILLISECONDS)) {
      run.kill();
    }
    run.await();
    await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());

    if (format.equals("qcow2")) {
      int verdict = Tools.run("qemu-img", "check", "-q", image).exitCode();
      assertThat(verdict).as("nothing, or clusters that nobody has").isIn(0, LEAKS);
    }
    assertOnlyFreeSpaceDiffers(bench, scene, fixture, image);
    scene.run("cleanup").exits(0);
    scene.run("sparsify", "--in-place", image).exits(0);
    assertOnlyFreeSpaceDiffers(bench, scene, fixture, image);
    if (format.equals("qcow2")) {
      Tools.output("qemu-img", "check", "-q", image);
    }
    scene.assertLeftOnly(image.getFileName().toString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
