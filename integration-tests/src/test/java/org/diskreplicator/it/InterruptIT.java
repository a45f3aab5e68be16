package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clone that is stopped midway leaves nothing, or leaves what {@code cleanup} removes. */
@ExtendWith(Lab.class)
class InterruptIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PARTIAL = "\\.diskrep-.+\\.partial";

  @ParameterizedTest(name = "SIG{0} ends with {1}")
  @CsvSource({"INT, 130", "TERM, 143"})
  void signalLeavesNothing(String signal, int exitCode, Workbench bench, Scene scene) {
    Running clone = startSlowClone(bench, scene);
    clone.signal(signal);
    clone.await().exits(exitCode);
    scene.assertLeftOnly();
  }

  @Test
  void forcedTargetSurvivesASignal(Workbench bench, Scene scene) throws IOException {
    scene.owned(Files.writeString(scene.target("copy.raw"), "precious"));
    Running clone = startSlowClone(bench, scene, "--force");
    clone.signal("TERM");
    clone.await().exits(143);
    scene.assertLeftOnly("copy.raw");
    assertThat(scene.target("copy.raw")).hasContent("precious");
  }

  @Test
  void cleanupRemovesWhatAKilledRunLeftAndNothingElse(Workbench bench, Scene scene)
      throws IOException {
    scene.owned(Files.writeString(scene.target("keep.txt"), "mine"));
    scene.owned(Files.writeString(scene.target(".diskrep-0000.partial"), "looks like theirs"));
    Running clone = startSlowClone(bench, scene);
    clone.kill();
    clone.await();
    await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());
    assertThat(scene.targetNames()).as("a partial target to clean up").hasSize(3);
    assertThat(Trees.files(scene.state())).as("a journal to clean up from").isNotEmpty();

    scene.run("cleanup").exits(0);

    scene.assertLeftOnly("keep.txt", ".diskrep-0000.partial");
    assertThat(scene.target("keep.txt")).hasContent("mine");
    assertThat(scene.target(".diskrep-0000.partial")).hasContent("looks like theirs");
  }

  @Test
  void cleanupLeavesARunningCloneAlone(Workbench bench, Scene scene) {
    Running clone = startSlowClone(bench, scene);
    scene.run("cleanup").exits(0);
    assertThat(partial(scene)).isTrue();
    assertThat(clone.process().isAlive()).isTrue();
    clone.signal("TERM");
    clone.await().exits(143);
    scene.assertLeftOnly();
  }

  @Test
  void cleanupWithNothingToDoSucceeds(Scene scene) {
    scene.run("cleanup").exits(0);
    scene.assertLeftOnly();
  }

  /** About 10 s of copying; returns when some of it is written. */
  private static Running startSlowClone(Workbench bench, Scene scene, Object... options) {
    Fixture source = bench.fixture("bare-ext4");
    Path tools = ToolFolder.withSlowConvert(scene.work().resolve("tools"));
    scene.with("DISKREP_PATH", tools.toString());
    Object[] arguments = new Object[options.length + 3];
    arguments[0] = "clone";
    arguments[1] = source.image();
    arguments[2] = scene.target("copy.raw");
    System.arraycopy(options, 0, arguments, 3, options.length);
    Running clone = scene.start(arguments);
    await()
        .atMost(LIMIT)
        .until(() -> (partial(scene) && converting(scene)) || !clone.process().isAlive());
    assertThat(clone.process().isAlive()).as("still copying").isTrue();
    return clone;
  }

  private static boolean partial(Scene scene) {
    return scene.targetNames().stream()
        .anyMatch(name -> name.matches(PARTIAL) && !name.equals(".diskrep-0000.partial"));
  }

  private static boolean converting(Scene scene) {
    return Leftovers.processes(scene.state()).stream().anyMatch(p -> p.contains(" convert "));
  }
}
