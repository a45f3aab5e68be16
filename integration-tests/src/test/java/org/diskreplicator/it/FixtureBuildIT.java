package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.diskreplicator.fixtures.FixtureDisks;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that mounts and is killed leaves nothing that holds on to its disk. */
class FixtureBuildIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Shorter than what the scripts would take if nobody ended them. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  @TempDir Path work;

  @BeforeEach
  void requireWhatTheBuildNeeds() {
    List<String> missing = FixtureDisks.needs("zoo-many").missing();
    Assumptions.assumeTrue(missing.isEmpty(), () -> "zoo-many needs " + missing);
  }

  @Test
  void killedBuildLeavesNoMountNoLoopDeviceAndNoProcess() {
    Process build = FixtureBuild.start("zoo-many", work.resolve("disk"));
    try {
      await().atMost(LIMIT).until(() -> !build.isAlive() || isMounted());
      assertThat(isMounted()).as("the build came to its mount").isTrue();
    } finally {
      build.destroyForcibly();
    }
    await().atMost(AT_ONCE).untilAsserted(() -> assertThat(processes()).isEmpty());
    await().atMost(LIMIT).untilAsserted(() -> assertThat(loops()).doesNotContain(work.toString()));
    assertThat(Leftovers.mounts(work)).isEmpty();
  }

  /** The mount is in a name space of its own, but loop devices are seen everywhere. */
  private boolean isMounted() {
    return loops().contains(work.toString());
  }

  private static String loops() {
    return Tools.output("losetup", "--list", "--noheadings", "--output", "BACK-FILE");
  }

  /** Processes that were started in the folder of the build. */
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> folder(process).startsWith(work))
        .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
        .toList();
  }

  private static Path folder(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
    } catch (IOException e) {
      return Path.of("/"); // gone meanwhile
    }
  }
}
