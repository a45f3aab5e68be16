package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that are encrypted qcow2 images. */
@ExtendWith(Lab.class)
class EncryptedSourceIT {
  private static final String KEY = "correct,horse battery";

  private static Path key(Scene scene, String name, String text) throws IOException {
    return scene.owned(Files.writeString(scene.target(name), text));
  }

  /**
   * Once more where qemu-img could not measure how quick this machine is ("Unable to get accurate
   * CPU usage"), which happens on a busy one.
   */
  static Path encrypted(Fixture original, Scene scene, String scheme, Path key) {
    Path image = scene.target("secret.qcow2");
    Tools.Result made = encrypt(original, scheme, key, image);
    for (int i = 0; i < 30 && made.text().contains("accurate CPU usage"); i++) {
      made = encrypt(original, scheme, key, image);
    }
    assertThat(made.exitCode()).as(made.toString()).isZero();
    return scene.owned(image);
  }

  private static Tools.Result encrypt(Fixture original, String scheme, Path key, Path image) {
    String quick = scheme.equals("luks") ? ",encrypt.iter-time=200" : "";
    return Tools.run(
        "qemu-img",
        "convert",
        "--object",
        "secret,id=k,file=" + key.toString().replace(",", ",,"),
        "-f",
        "raw",
        "-O",
        "qcow2",
        "-o",
        "encrypt.format=" + scheme + ",encrypt.key-secret=k" + quick,
        original.image(),
        image);
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2", "vmdk"})
  void itIsClonedWithItsKeyAndTheCopyIsNotEncrypted(String format, Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture("gap-data");
    Path key = key(scene, "a key, of mine", KEY);
    Path image = encrypted(original, scene, "luks", key);
    String before = Checksums.sha256(image);
    Path copy = scene.target("copy." + format);

    scene
        .run("clone", image, copy, "--source-key-file", key)
        .exits(0)
        .tells("source is encrypted, and the copy is not");

    scene.assertLeftOnly("a key, of mine", "secret.qcow2", "copy." + format);
    assertThat(Checksums.sha256(image)).isEqualTo(before);
    Path raw = Images.toRaw(copy, format, scene.work().resolve("raw"));
    new CopyProof(original, raw, scene.work()).assertGood();
    scene.run("verify", image, copy, "--source-key-file", key).exits(0);
    scene.run("inspect", image, "--source-key-file", key).exits(0).tells("ext4 .* clean");
  }

  @Test
  void aPartitionOfItMovesToo(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("gap-data");
    Path key = key(scene, "key", KEY);
    Path image = encrypted(original, scene, "luks", key);
    scene.run("clone", image + "#2", scene.target("two.raw"), "--source-key-file", key).exits(0);
    Fixture alone = Partitions.cut(original, original.partition(2), scene.work().resolve("alone"));
    new CopyProof(alone, scene.target("two.raw"), scene.work()).assertGood();
    scene
        .run(
            "clone",
            image,
            scene.target("larger.qcow2"),
            "--source-key-file",
            key,
            "--size",
            "200M",
            "--grow",
            "1")
        .exits(0);
    Path raw = Images.toRaw(scene.target("larger.qcow2"), "qcow2", scene.work().resolve("larger"));
    assertThat(Tools.run("sfdisk", "--verify", raw).text()).contains("No errors detected");
  }

  @Test
  void withoutTheRightKeyItIsRefused(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("bare-fat12");
    Path image = encrypted(original, scene, "luks", key(scene, "key", KEY));
    Path copy = scene.target("copy.raw");
    scene
        .run("clone", image, copy)
        .exits(4)
        .saysOneSentence()
        .tells("is encrypted; clone it with the file that holds its key");
    Path wrong = key(scene, "wrong", "another");
    scene
        .run("clone", image, copy, "--source-key-file", wrong)
        .exits(4)
        .saysOneSentence()
        .tells("key that was given does not open");
    scene
        .run("clone", image, copy, "--source-key-file", scene.target("none"))
        .exits(2)
        .tells("is no file that you may read");
    scene.assertLeftOnly("secret.qcow2", "key", "wrong");
  }

  @Test
  void theOldWayIsRefused(Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", "12345678");
    Path image = encrypted(bench.fixture("bare-fat12"), scene, "aes", key);
    scene
        .run("clone", image, scene.target("copy.raw"), "--source-key-file", key)
        .exits(4)
        .saysOneSentence()
        .tells("encrypted in a way that is not read");
  }

  /** Looks at command lines and files while it runs: the copy is slowed down by its size. */
  @Test
  void theKeyIsNowhereToBeSeen(Workbench bench, Scene scene) throws Exception {
    Path key = key(scene, "key", KEY);
    Path image = encrypted(bench.fixture("gpt"), scene, "luks", key);
    Running run =
        scene.start(
            "clone", image, scene.target("copy.qcow2"), "--source-key-file", key, "--compress");
    int looks = 0;
    while (run.process().isAlive()) {
      String commands = Tools.run("ps", "-eo", "args").text();
      assertThat(commands).doesNotContain(KEY);
      Tools.Result found = Tools.run("grep", "-rlsF", KEY, scene.state());
      assertThat(found.text().strip()).as("files with the key").isEmpty();
      looks++;
    }
    run.await().exits(0);
    assertThat(looks).isPositive();
    assertThat(run.await().stdout() + run.await().stderr()).doesNotContain(KEY);
  }
}
