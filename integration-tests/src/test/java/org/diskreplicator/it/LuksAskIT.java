package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code --luks-ask} on a real terminal. */
@ExtendWith(Lab.class)
@Execution(ExecutionMode.CONCURRENT)
class LuksAskIT {
  private static final String PASSPHRASE = "correct horse battery";
  private static final String QUESTION = "LUKS passphrase: ";
  private static final long SIZE = 16L << 20;

  private static Path container(Scene scene) throws IOException {
    Path plain = scene.work().resolve("plain.raw");
    Tools.output("mke2fs", "-q", "-t", "ext4", plain, "16M");
    Path key = Files.writeString(scene.work().resolve("key"), PASSPHRASE);
    return scene.owned(LuksKind.LUKS2.encipher(plain, key, scene.target("secret.raw")));
  }

  private static JsonObject answered(String keys, Scene scene) throws IOException {
    Path source = container(scene);
    JsonObject told =
        scene.onTerminal(QUESTION, keys, "clone", source, scene.target("copy.raw"), "--luks-ask");
    assertThat(told.get("hidden").getAsBoolean()).as("keys are hidden: %s", told).isTrue();
    assertThat(told.get("echo").getAsBoolean()).as("the terminal shows keys: %s", told).isTrue();
    return told;
  }

  private static void assertEnded(JsonObject told, int status, String text) {
    assertThat(told.get("status").getAsInt()).as(told.toString()).isEqualTo(status);
    assertThat(told.get("text").getAsString()).contains(text);
  }

  @Test
  void theRightPassphraseOpensAndIsNotShown(Scene scene) throws IOException {
    JsonObject told = answered(PASSPHRASE + "\\n", scene);

    assertEnded(told, 0, "verified");
    assertThat(told.get("text").getAsString()).doesNotContain(PASSPHRASE, "horse");
    Path copy = scene.target("copy.raw");
    Path key = scene.work().resolve("key");
    Path opened = LuksKind.LUKS2.decipher(copy, key, SIZE, scene.work().resolve("opened.raw"));
    Tools.output("e2fsck", "-fn", opened);
    assertThat(LuksKind.allocated(copy)).isLessThan(LuksKind.allocated(scene.target("secret.raw")));
    scene.assertLeftOnly("secret.raw", "copy.raw");
  }

  @Test
  void aWrongOneIsRefusedInOneSentence(Scene scene) throws IOException {
    JsonObject told = answered("battery\\n", scene);

    assertEnded(told, 4, "diskrep: No LUKS container of the disk opens with the passphrase");
    assertThat(told.get("text").getAsString().lines().filter(line -> !line.isBlank())).hasSize(2);
    assertThat(told.get("text").getAsString()).doesNotContain("battery");
    scene.assertLeftOnly("secret.raw");
  }

  /** Java waits for an answer until the end; its shutdown would wait for that. */
  @Test
  void controlCEndsItAtOnceAndLeavesNothing(Scene scene) throws IOException {
    JsonObject told = answered("\\x03", scene);

    assertEnded(told, 130, "Stopped on request");
    assertThat(told.get("seconds").getAsDouble()).isLessThan(15);
    scene.assertLeftOnly("secret.raw");
  }

  @Test
  void noAnswerIsRefused(Scene scene) throws IOException {
    assertEnded(answered("\\x04", scene), 4, "--luks-ask needs a terminal");
    scene.assertLeftOnly("secret.raw");
  }

  @Test
  void withoutATerminalItSaysWhatToDo(Scene scene) throws IOException {
    scene
        .run("clone", container(scene), scene.target("copy.raw"), "--luks-ask")
        .exits(4)
        .saysOneSentence()
        .tells("needs a terminal .*container.* by --luks-key-file");
    scene.assertLeftOnly("secret.raw");
  }
}
