package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LUKS containers whose key is given, as an ordinary user; copies are opened by QEMU's driver or by
 * cryptsetup.
 */
@ExtendWith(Lab.class)
class LuksIT {
  private static final String PASSPHRASE = "correct horse battery";
  private static final String FIXTURE = "ext4-no-64bit";
  private static final long MIB = 1 << 20;

  private static Path key(Scene scene, String name, String text) throws IOException {
    return scene.owned(Files.writeString(scene.work().resolve(name), text));
  }

  private static Path container(Fixture plain, LuksKind kind, Path key, Scene scene) {
    return scene.owned(kind.encipher(plain.image(), key, scene.target("secret.raw")));
  }

  private static void assertOpens(
      Path copy, LuksKind kind, Path key, Fixture original, Scene scene) {
    Path raw = kind.decipher(copy, key, original.size(), scene.work().resolve("opened.raw"));
    new CopyProof(original, raw, scene.work()).assertGood();
  }

  private static long used(Fixture plain) {
    return CopyProof.used(plain).stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  @ParameterizedTest
  @EnumSource
  void aCopyOpensWithThePassphraseAndHoldsTheSameFiles(LuksKind kind, Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture(FIXTURE);
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(original, kind, key, scene);
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");

    scene.run("clone", source, copy, "--luks-key-file", key).exits(0);

    assertThat(Checksums.sha256(source)).isEqualTo(before);
    assertOpens(copy, kind, key, original, scene);
    assertThat(LuksKind.allocated(copy)).isLessThan(used(original) * 11 / 10 + LuksKind.HEADER);
    scene.run("verify", source, copy, "--luks-key-file", key).exits(0);
    scene.run("verify", source, copy).exits(3);
    scene.assertLeftOnly("secret.raw", "copy.raw");
  }

  @Test
  void partitionsWithKeysOfTheirOwnLeaveAndEnterQcow2(Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture(FIXTURE);
    Path one = key(scene, "one", PASSPHRASE);
    Path two = key(scene, "two", "another");
    Path disk = scene.work().resolve("disk.raw");
    long second = original.size() + 32 * MIB;
    partition(disk, second);
    put(LuksKind.LUKS2.encipher(original.image(), one, scene.work().resolve("a")), disk, MIB);
    put(LuksKind.LUKS1.encipher(original.image(), two, scene.work().resolve("b")), disk, second);
    Path source = scene.target("disk.qcow2");
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk, source);
    scene.owned(source);

    scene
        .run("inspect", source, "--luks-key-file", one, "--luks-key-file", two)
        .exits(0)
        .tells("LUKS of partition 1 .* ext4 ")
        .tells("LUKS of partition 2 .* ext4 ");
    Path copy = scene.target("copy.qcow2");
    scene.run("clone", source, copy, "--luks-key-file", one, "--luks-key-file", two).exits(0);

    assertThat(LuksKind.allocated(copy)).isLessThan(used(original) * 22 / 10 + 2 * LuksKind.HEADER);
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("copy.raw"));
    assertOpens(cut(raw, MIB, second - MIB), LuksKind.LUKS2, one, original, scene);
    assertOpens(cut(raw, second, -1), LuksKind.LUKS1, two, original, scene);
    scene.run("clone", source + "#2", scene.target("two.raw"), "--luks-key-file", two).exits(0);
    assertOpens(scene.target("two.raw"), LuksKind.LUKS1, two, original, scene);
  }

  private static void partition(Path disk, long second) throws IOException {
    Tools.output("truncate", "-s", second + 128 * MIB, disk);
    Path script = disk.resolveSibling("table");
    Files.writeString(
        script,
        "label: gpt\nstart=1MiB,size=%d\nstart=%d\n".formatted((second - MIB) / 512, second / 512));
    Tools.output("sh", "-c", "sfdisk -q \"$1\" <\"$2\"", "sh", disk, script);
  }

  private static void put(Path part, Path disk, long offset) {
    Tools.output("dd", "if=" + part, "of=" + disk, "bs=1M", "seek=" + offset / MIB, "conv=notrunc");
  }

  private static Path cut(Path disk, long offset, long length) {
    Path part = disk.resolveSibling("part-" + offset);
    String count = length < 0 ? "status=none" : "count=" + length / MIB;
    Tools.output("dd", "if=" + disk, "of=" + part, "bs=1M", "skip=" + offset / MIB, count);
    return part;
  }

  @Test
  void withoutItsKeyItIsCopiedWholeAndWithAWrongOneRefused(Workbench bench, Scene scene)
      throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path wrong = key(scene, "wrong", "another");
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    Path copy = scene.target("copy.raw");
    for (List<Path> given : List.of(List.of(wrong), List.of(wrong, key))) {
      List<Object> arguments = new ArrayList<>(List.of("clone", source, copy));
      given.forEach(file -> arguments.addAll(List.of("--luks-key-file", file)));
      scene
          .run(arguments.toArray())
          .exits(4)
          .saysOneSentence()
          .tells("No LUKS container of the disk opens with the key file '.*wrong'");
    }
    scene
        .run("clone", source, copy, "--luks-key-file", scene.target("none"))
        .exits(2)
        .tells("is no file that you may read");
    scene.run("clone", source, copy, "--luks-ask").exits(4).saysOneSentence().tells("a terminal");
    scene.assertLeftOnly("secret.raw");
    scene.run("inspect", source).exits(0).tells("encrypted; with its key");
    scene.run("clone", source, copy).exits(0);
    assertThat(Checksums.sha256(copy)).isEqualTo(Checksums.sha256(source));
  }

  /** cryptsetup would mend the second and the third by writing to them. */
  @ParameterizedTest
  @ValueSource(longs = {600, 8192, 16384 + 600})
  void aDamagedHeaderIsCopiedAsItIs(long offset, Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    LuksKind.spoil(source, offset);
    assertWhole(source, key, "header is damaged", scene);
  }

  @Test
  void whatIsBeingEncryptedAnewIsCopiedWhole(Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    Tools.output(
        "cryptsetup",
        "reencrypt",
        "--init-only",
        "--force-offline-reencrypt",
        "--disable-locks",
        "--pbkdf-memory",
        32768,
        "--pbkdf-force-iterations",
        4,
        "-q",
        "--key-file",
        key,
        source);
    assertWhole(source, key, "being encrypted anew", scene);
  }

  private static void assertWhole(Path source, Path key, String reason, Scene scene)
      throws IOException {
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");
    scene
        .run("clone", source, copy, "--luks-key-file", key)
        .exits(0)
        .tells("copied whole: .*" + reason);
    assertThat(Checksums.sha256(source)).isEqualTo(before);
    assertThat(Checksums.sha256(copy)).isEqualTo(before);
  }

  @Test
  void theCheckInsideDecides(Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture("lying-ext4"), LuksKind.LUKS2, key, scene);
    Path copy = scene.target("copy.raw");
    scene.run("clone", source, copy, "--luks-key-file", key).exits(0).tells("volume LUKS of disk");
    assertThat(Checksums.sha256(copy)).isEqualTo(Checksums.sha256(source));
  }

  @Test
  void inPlaceItGivesItsFreeSpaceBackToWhoHasTheKey(Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture(FIXTURE);
    Path key = key(scene, "key", PASSPHRASE);
    Path image = container(original, LuksKind.LUKS2, key, scene);
    long before = LuksKind.allocated(image);
    scene.run("sparsify", "--in-place", image).exits(0);
    assertThat(LuksKind.allocated(image)).isGreaterThan(before * 9 / 10);
    scene.run("sparsify", "--in-place", image, "--luks-key-file", key).exits(0);
    assertThat(LuksKind.allocated(image)).isLessThan(used(original) * 11 / 10 + LuksKind.HEADER);
    assertOpens(image, LuksKind.LUKS2, key, original, scene);
  }

  /** Looks at command lines and files while it runs. */
  @Test
  void neitherKeyNorPlainTextIsToBeSeen(Workbench bench, Scene scene) throws Exception {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    String volumeKey = LuksKind.volumeKey(source, key);
    Path patterns = scene.work().resolve("patterns");
    String first = volumeKey.substring(0, 16).toLowerCase(Locale.ROOT);
    Files.writeString(
        patterns, PASSPHRASE + "\n" + first + "\n" + first.replaceAll("..(?!$)", "$0 ") + "\n");
    scene.with("DISKREP_JAVA_OPTS", "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug");
    Running run =
        scene.start(
            "clone",
            source,
            scene.target("c.qcow2"),
            "--luks-key-file",
            key,
            "--compress",
            "--debug");
    int looks = 0;
    while (run.process().isAlive()) {
      assertThat(Tools.run("ps", "-eo", "args").text()).doesNotContain(PASSPHRASE, first);
      // Windows show what is deciphered, to this user alone; they are mounts, which -xdev passes
      // by.
      String found =
          Tools.run(
                  "find",
                  scene.state(),
                  scene.targets(),
                  "-xdev",
                  "-type",
                  "f",
                  "-not",
                  "-name",
                  "window*",
                  "-exec",
                  "grep",
                  "-lsaFf",
                  patterns,
                  "{}",
                  "+")
              .text();
      assertThat(found.strip()).as("files with the key").isEmpty();
      looks++;
    }
    Outcome outcome = run.await().exits(0);
    assertThat(looks).isPositive();
    assertThat(outcome.stdout() + outcome.stderr())
        .contains("cryptsetup")
        .doesNotContain(PASSPHRASE, first, first.replaceAll("..(?!$)", "$0 "));
    scene.assertLeftOnly("secret.raw", "c.qcow2");
  }
}
