package org.diskreplicator.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.process.Families.Confinement;
import org.diskreplicator.engine.process.ForeignResult.End;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs do that are badly written, by all means of keeping them together. */
@Timeout(60)
final class ConfinedRunnerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final String marker = "test-" + UUID.randomUUID();
  private final CancelToken cancel = new CancelToken();
  private final List<String> lines = new ArrayList<>();

  ConfinedRunnerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void nothingIsLeft() {
    cancel.cancel();
    assertThat(new MarkedProcesses(marker).running()).isEmpty();
  }

  private ForeignCommand command(String script, Duration timeout, Predicate<String> output) {
    try {
      Path program = folder.resolve("program");
      Files.writeString(program, "#!/bin/sh\n" + script + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new ForeignCommand(
          "trying",
          program,
          List.of("verb"),
          "{\"request\":1}\n",
          folder,
          Map.of("PATH", "/usr/bin:/bin", "ONLY", "this"),
          marker,
          timeout,
          output,
          cancel);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ForeignCommand command(String script) {
    return command(script, PATIENCE, lines::add);
  }

  private static ConfinedRunner runner(Confinement confinement) {
    ToolPaths paths = ToolPaths.ofEnvironment();
    return new ConfinedRunner(new Families(paths, confinement), new CancelToken());
  }

  @ParameterizedTest
  @EnumSource
  void aProgramGetsItsVerbInputFolderAndNothingElse(Confinement confinement) {
    ForeignResult result =
        runner(confinement)
            .run(
                command("echo \"$1\"; cat; pwd; env | grep -v ^PWD= | sort; echo err >&2; exit 7"));
    assertThat(result).isEqualTo(new ForeignResult(End.EXITED, 7, "err", 0));
    assertThat(lines)
        .containsExactly(
            "verb",
            "{\"request\":1}",
            folder.toString(),
            "DISKREP_RUN=" + marker,
            "ONLY=this",
            "PATH=/usr/bin:/bin");
  }

  @ParameterizedTest
  @EnumSource
  void aSignalIsSeenInTheCode(Confinement confinement) {
    ForeignResult result = runner(confinement).run(command("kill -SEGV $$"));
    assertThat(result.end()).isEqualTo(End.EXITED);
    assertThat(result.exitCode()).isEqualTo(128 + 11);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatHangsIsEnded(Confinement confinement) {
    ForeignResult result =
        runner(confinement)
            .run(
                command("trap '' TERM; sleep 600 & sleep 601", Duration.ofMillis(300), lines::add));
    assertThat(result.end()).isEqualTo(End.TIMED_OUT);
  }

  @ParameterizedTest
  @EnumSource
  void cancelEndsIt(Confinement confinement) {
    ForeignCommand command = command("echo ready; sleep 600");
    CompletableFuture<ForeignResult> run =
        CompletableFuture.supplyAsync(() -> runner(confinement).run(command));
    await().atMost(PATIENCE).until(() -> lines.contains("ready"));
    cancel.cancel();
    assertThatThrownBy(run::join).hasCauseInstanceOf(CancelledException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aChildThatDetachesItselfIsFoundAndEnded(Confinement confinement) {
    ForeignResult result =
        runner(confinement)
            .run(command("(setsid sleep 600 >/dev/null 2>&1 &) ; (sleep 600 &) ; echo done"));
    assertThat(result).isEqualTo(new ForeignResult(End.EXITED, 0, "", 2));
    assertThat(lines).containsExactly("done");
  }

  @Test
  void aChildThatHidesItsEnvironmentIsFoundToo() throws IOException {
    Families families = new Families(ToolPaths.ofEnvironment(), Confinement.BEST);
    try (Family family = families.begin(command("true"))) {
      assumeThat(family).as("name spaces").isInstanceOf(NamespaceFamily.class);
    }
    ForeignResult result =
        runner(Confinement.BEST)
            .run(command("env -i setsid sleep 4711 >/dev/null 2>&1 & echo done"));
    assertThat(result.leftBehind()).isEqualTo(1);
    assertThat(ProcessHandle.allProcesses().flatMap(p -> p.info().commandLine().stream()))
        .noneMatch(line -> line.endsWith("sleep 4711"));
  }

  @ParameterizedTest
  @EnumSource
  void aPipelineThatEndsSoonIsNotBlamed(Confinement confinement) {
    assertThat(runner(confinement).run(command("sleep 0.2 & exit 0")).leftBehind()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void anEndlessLineEndsTheRun(Confinement confinement) {
    ForeignResult result = runner(confinement).run(command("yes | tr -d '\\n'"));
    assertThat(result.end()).isEqualTo(End.LINE_TOO_LONG);
    assertThat(lines).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void unwantedOutputEndsTheRun(Confinement confinement) {
    ForeignResult result =
        runner(confinement)
            .run(command("yes", PATIENCE, line -> lines.add(line) && lines.size() < 3));
    assertThat(result.end()).isEqualTo(End.REJECTED);
    assertThat(lines).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void aLastLineThatIsUnwantedIsNotLost(Confinement confinement) {
    ForeignResult result =
        runner(confinement).run(command("printf bad; exit 0", PATIENCE, line -> false));
    assertThat(result.end()).isEqualTo(End.REJECTED);
  }

  @ParameterizedTest
  @EnumSource
  void endlessErrorsAreCutToTheLastLines(Confinement confinement) {
    ForeignResult result =
        runner(confinement)
            .run(command("i=0; while [ $i -lt 99 ]; do echo $i >&2; i=$((i+1)); done"));
    assertThat(result.stderr().lines()).hasSize(20).last().isEqualTo("98");
  }

  @Test
  void aKilledRunLeavesWhatTheMarkerFinds() {
    ForeignCommand command = command("sleep 600");
    CompletableFuture<ForeignResult> run =
        CompletableFuture.supplyAsync(() -> runner(Confinement.MARKER).run(command));
    MarkedProcesses marked = new MarkedProcesses(marker);
    await().atMost(PATIENCE).until(() -> !marked.running().isEmpty());
    assertThat(marked.kill()).isTrue();
    assertThat(run.join().exitCode()).isEqualTo(128 + 9);
    assertThat(marked.kill()).isFalse();
  }
}
