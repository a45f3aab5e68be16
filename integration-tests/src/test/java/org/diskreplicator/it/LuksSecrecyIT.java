package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where passphrase and volume key of a LUKS container must not be seen while a clone is made. */
@ExtendWith(Lab.class)
class LuksSecrecyIT {
  private static final Path TMP = Path.of("/tmp");

  private final String passphrase = "only here " + UUID.randomUUID();

  /** Its key takes a second to derive, so that the program that does is seen at work. */
  private Path container(Path key, Scene scene) {
    Path plain = scene.work().resolve("plain.raw");
    Tools.output("mke2fs", "-q", "-t", "ext4", plain, "64M");
    Path container = LuksKind.LUKS2.encipher(plain, key, scene.target("secret.raw"));
    Tools.output(
        "cryptsetup",
        "luksConvertKey",
        "-q",
        "--pbkdf-memory",
        32768,
        "--pbkdf-force-iterations",
        40,
        "--key-file",
        key,
        container);
    return scene.owned(container);
  }

  @Test
  void neitherCommandLinesNorFilesNorLogsTellThem(Scene scene) throws IOException {
    Path key = scene.owned(Files.writeString(scene.work().resolve("key"), passphrase));
    Path source = container(key, scene);
    String volumeKey = LuksKind.volumeKey(source, key);
    SecretSearch search = new SecretSearch(passphrase, volumeKey);
    assertFindsWhatIsThere(search, volumeKey, scene);
    Path scratch = scene.owned(Files.createDirectory(scene.work().resolve("scratch")));
    String log = "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug -Djava.io.tmpdir=" + scratch;
    scene.with("DISKREP_JAVA_OPTS", log).with("TMPDIR", scratch.toString());
    Path target = scene.target("c.qcow2");

    Running run =
        scene.start(
            "clone", source, target, "--luks-key-file", key, "--compress", "--debug", "--json");
    boolean opening = false;
    while (run.process().isAlive()) {
      assertThat(search.processes("cmdline", "environ")).as("processes").isEmpty();
      opening |= seen("luksDump");
      assertThat(search.files(scene.state())).as("state, journals, windows' folder").isEmpty();
      assertThat(search.files(scratch)).as("temporary files").isEmpty();
    }

    assertThat(opening).as("saw cryptsetup at work").isTrue();
    Outcome outcome = run.await().exits(0);
    assertThat(outcome.stderr()).contains("cryptsetup");
    assertThat(outcome.json()).isNotEmpty();
    assertThat(search.tells(outcome.stdout() + outcome.stderr())).as("output and log").isFalse();
    assertThat(search.files(scene.targets())).as("the copy").isEmpty();
    assertThat(elsewhere(search)).as("in /tmp").isEmpty();
    scene.assertLeftOnly("secret.raw", "c.qcow2");
  }

  /** The same search finds what a careless program would leave. */
  private void assertFindsWhatIsThere(SecretSearch search, String volumeKey, Scene scene)
      throws IOException {
    Path planted = Files.createDirectory(scene.work().resolve("planted"));
    Path text =
        Files.writeString(planted.resolve("text"), "x" + volumeKey.toUpperCase(Locale.ROOT));
    Path bytes = Files.write(planted.resolve("bytes"), HexFormat.of().parseHex(volumeKey));
    Path pass = Files.writeString(planted.resolve("pass"), "x" + passphrase);
    assertThat(search.files(planted)).containsExactlyInAnyOrder(text, bytes, pass);
    Process careless = new ProcessBuilder("sh", "-c", "read x", passphrase).start();
    try {
      await().until(() -> !search.processes("cmdline").isEmpty());
    } finally {
      careless.destroy();
    }
    await().until(() -> search.processes("cmdline", "environ").isEmpty());
  }

  private static boolean seen(String word) {
    return !new SecretSearch(word, "fe".repeat(64)).processes("cmdline").isEmpty();
  }

  /** Small files beside the folders of tests. */
  private static Stream<Path> elsewhere(SecretSearch search) throws IOException {
    try (Stream<Path> all = Files.list(TMP)) {
      return all
          .filter(path -> !path.getFileName().toString().startsWith("diskrep-"))
          .filter(path -> Files.isRegularFile(path))
          .toList()
          .stream()
          .filter(path -> !search.files(path).isEmpty());
    }
  }
}
