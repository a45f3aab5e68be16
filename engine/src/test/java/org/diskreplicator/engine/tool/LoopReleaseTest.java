package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.scope.Polling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoopReleaseTest {
  private static final Duration STEP = Duration.ofMillis(5);

  private final Path devices;
  private final Path file;

  LoopReleaseTest(@TempDir Path temp) throws IOException {
    devices = Files.createDirectory(temp.resolve("block"));
    file = Files.createFile(temp.resolve("made\n1.raw"));
    Files.createDirectory(devices.resolve("loop0"));
    Files.createDirectory(devices.resolve("vda"));
  }

  private Path device(String name, String backing) throws IOException {
    Path folder = Files.createDirectories(devices.resolve(name).resolve("loop"));
    return Files.writeString(folder.resolve("backing_file"), backing + "\n");
  }

  private LoopRelease release(Duration limit) {
    return new LoopRelease(devices, new Polling(STEP, limit));
  }

  @Test
  void devicesOnOtherFilesAreOfNoInterest() throws IOException {
    device("loop1", file + "2");
    device("sda", file.toString());
    release(Duration.ZERO).await(file);
    assertThat(devices.resolve("loop1")).exists();
  }

  @Test
  void aDeviceThatGoesAwayIsWaitedFor() throws Exception {
    Path attribute = device("loop1", file.toString());
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(() -> release(Duration.ofSeconds(20)).await(file));
    TimeUnit.MILLISECONDS.sleep(50);
    assertThat(waiting).isNotDone();
    Files.delete(attribute);
    waiting.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aDeviceThatStaysIsRefused() throws IOException {
    device("loop1", file.toString());
    assertThatThrownBy(() -> release(STEP).await(file))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("another mount name space");
  }
}
