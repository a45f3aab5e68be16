package org.diskreplicator.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class ExecCommandRunnerTest {
  private static final Duration GRACE = Duration.ofMillis(300);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Programs programs;
  private final CancelToken cancel = new CancelToken();
  private final ExecCommandRunner runner;

  ExecCommandRunnerTest(@TempDir Path folder) {
    programs = new Programs(folder);
    runner = new ExecCommandRunner(programs.paths(), cancel, GRACE);
  }

  /** Nothing that a failed test left may outlive it. */
  @AfterEach
  void stopAll() {
    cancel.cancel();
  }

  private static Command command(String... arguments) {
    return Command.of("trying", Tool.QEMU_IMG, arguments);
  }

  private CommandResult run(String... script) {
    programs.with(Tool.QEMU_IMG, script);
    return runner.run(command());
  }

  private CommandResult feed(Command.Feed feed, String... script) {
    programs.with(Tool.QEMU_IMG, script);
    return runner.run(command().withInput(feed));
  }

  @Test
  void aProgramReadsWhatIsWrittenForIt() {
    byte[] much = "one line of many\n".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
    assertThat(feed(input -> input.write(much), "cat", "echo end").stdout())
        .hasSize(much.length + "end\n".length())
        .endsWith("many\nend\n");
  }

  @Test
  void whoeverWritesForAProgramMayFail() {
    Command.Feed failing =
        input -> {
          throw new RefusedException("No.");
        };
    assertThatThrownBy(() -> feed(failing, "cat")).isInstanceOf(RefusedException.class);
  }

  @Test
  void aProgramNeedNotReadAll() {
    byte[] tooMuch = new byte[1 << 20];
    assertThat(feed(input -> input.write(tooMuch), "exit 3").exitCode()).isEqualTo(3);
  }

  @Test
  void whoeverWaitsToWriteIsToldThatTheProgramIsGone() {
    Command.Feed waiting =
        input -> {
          try {
            Thread.sleep(PATIENCE.toMillis());
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
          throw new IllegalStateException("it waited to the end");
        };
    assertThat(feed(waiting, "exit 4").exitCode()).isEqualTo(4);
  }

  @Test
  void bytesThatAreNoTextAreKeptWhereAsked() {
    programs.with(Tool.QEMU_IMG, "printf 'a\\377'; echo; printf '\\303\\251'");
    String stdout = runner.run(command().printingBytes()).stdout();
    assertThat(stdout.lines()).containsExactly("a\u00ff", "\u00c3\u00a9");
    List<String> lines = new ArrayList<>();
    runner.run(command().printingBytes().withOutput(lines::add));
    assertThat(lines).containsExactly("a\u00ff", "\u00c3\u00a9");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 63, 255})
  void anyExitCodeIsAnAnswer(int code) {
    assertThat(run("exit " + code).exitCode()).isEqualTo(code);
  }

  @Test
  void standardOutputIsCollectedAsItIs() {
    CommandResult result = run("printf 'one\\r\\n\\n  två\\n'", "printf 'open end'");
    assertThat(result.stdout()).isEqualTo("one\r\n\n  två\nopen end");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void longOutputIsCollectedWhole() {
    CommandResult result = run("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
    assertThat(result.stdout().lines()).hasSize(20_000).last().isEqualTo("line 19999");
  }

  @Test
  void linesComeOneByOneAtLineFeedsAndCarriageReturns() {
    programs.with(
        Tool.QEMU_IMG, "printf '    (0.00/100%%)\\r    (50.00/100%%)\\r\\n\\nlast'", "exit 3");
    List<String> lines = new ArrayList<>();
    CommandResult result = runner.run(command().withOutput(lines::add));
    assertThat(lines).containsExactly("    (0.00/100%)", "    (50.00/100%)", "last");
    assertThat(result.stdout()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void aLineComesBeforeTheProgramEnds() {
    programs.with(Tool.QEMU_IMG, "echo ready", "while [ ! -e \"$HERE/go\" ]; do sleep 0.05; done");
    CommandResult result =
        runner.run(
            command()
                .withOutput(
                    line -> {
                      if (line.equals("ready")) {
                        create(programs.file("go"));
                      }
                    }));
    assertThat(result.exitCode()).isZero();
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theLastTwentyLinesOfStandardErrorAreKept() {
    CommandResult result =
        run("i=0; while [ $i -lt 50 ]; do echo \"error $i\" >&2; echo >&2; i=$((i+1)); done");
    assertThat(result.stderr())
        .isEqualTo(String.join("\n", IntStream.range(30, 50).mapToObj(i -> "error " + i).toList()));
  }

  @Test
  void anEndlessLineOfStandardErrorIsCut() {
    CommandResult result =
        run("i=0; while [ $i -lt 1000 ]; do printf 'xxxxxxxxxx' >&2; i=$((i+1)); done");
    assertThat(result.stderr()).hasSize(503).endsWith("x...");
  }

  @Test
  void argumentsArriveUntouched() {
    String[] hostile = {
      "",
      " ",
      "a b",
      "'",
      "\"quoted\"",
      "\\",
      "$(id)",
      "`id`",
      "${HOME}",
      "*",
      "a\nb",
      "-o",
      "é\t",
      "a,b=c",
      "%s%n",
      "'${x}'"
    };
    programs.with(Tool.QEMU_IMG, "for a in \"$@\"; do printf '%s\\036' \"$a\"; done");
    String stdout = runner.run(command(hostile)).stdout();
    assertThat(stdout.split("\036")).containsExactly(hostile);
  }

  @Test
  void aProgramSpeaksPlainEnglishAndReadsNothing() {
    assertThat(run("echo \"$LC_ALL\"; cat; echo end").stdout()).isEqualTo("C\nend\n");
  }

  @Test
  void aMissingProgramIsNamedWithItsPackage() {
    assertThatThrownBy(() -> runner.run(command("info")))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessage(
            "The program qemu-img is missing. Install it with: apt-get install qemu-utils, or run"
                + " ci/setup.");
  }

  @Test
  void aProgramThatTakesTooLongIsKilled() {
    programs.with(Tool.QEMU_IMG, "exec sleep 300");
    CommandResult result = runner.run(command().withTimeout(Duration.ofMillis(200)));
    assertThat(result.exitCode()).isEqualTo(143);
  }

  @Test
  void aTimeoutThatDoesNotComeChangesNothing() {
    programs.with(Tool.QEMU_IMG, "echo done");
    CommandResult result = runner.run(command().withTimeout(Duration.ofSeconds(20)));
    assertThat(result.exitCode()).isZero();
    assertThat(result.stdout()).isEqualTo("done\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep 300", "(trap '' TERM; sleep 300; sleep 300)"})
  void aCancelEndsTheProgramAndWhoeverHoldsItsPipe(String grandchild) throws IOException {
    programs.with(
        Tool.QEMU_IMG,
        grandchild + " &",
        "echo $! > \"$HERE/pid.new\"; mv \"$HERE/pid.new\" \"$HERE/pid\"",
        "wait");
    CompletableFuture<CommandResult> running =
        CompletableFuture.supplyAsync(() -> runner.run(command()));
    await().atMost(PATIENCE).until(() -> Files.exists(programs.file("pid")));
    String pid = Files.readString(programs.file("pid")).strip();
    cancel.cancel();
    await().atMost(PATIENCE).until(running::isDone);
    assertThatThrownBy(running::join).hasCauseInstanceOf(CancelledException.class);
    await().atMost(PATIENCE).until(() -> isGone(pid));
  }

  /** A zombie, which only its parent can bury, has no command line. */
  private static boolean isGone(String pid) throws IOException {
    try {
      return Files.readString(Path.of("/proc", pid, "cmdline")).isEmpty();
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  @Test
  void afterACancelASuccessIsNone() {
    programs.with(Tool.QEMU_IMG, "trap 'exit 0' TERM; sleep 300 & echo ready; wait");
    Command command = command().withOutput(line -> cancel.cancel());
    assertThatThrownBy(() -> runner.run(command)).isInstanceOf(CancelledException.class);
  }

  @Test
  void aChildThatIsBornDuringTheKillHoldsNobodyUp() {
    programs.with(
        Tool.QEMU_IMG,
        "trap 'sleep 25 & exit 0' TERM",
        "echo ready",
        "while :; do sleep 0.05; done");
    Command command = command().withOutput(line -> cancel.cancel());
    long start = System.nanoTime();
    assertThatThrownBy(() -> runner.run(command)).isInstanceOf(CancelledException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
  }

  /** Both tokens are the same here. */
  @Test
  void aProgramIsAskedToEndOnce() throws IOException {
    programs.with(
        Tool.QEMU_IMG,
        "trap 'echo asked >>\"$HERE/asked\"' TERM",
        "echo ready",
        "while :; do sleep 0.05; done");
    Command command = command().withOutput(line -> cancel.cancel());
    assertThatThrownBy(() -> runner.run(command)).isInstanceOf(CancelledException.class);
    assertThat(programs.file("asked")).hasContent("asked");
  }

  @Test
  void aCommandHasAStopOfItsOwn() {
    programs.with(Tool.QEMU_IMG, "echo ready; exec sleep 300");
    CancelToken own = cancel.child();
    Command command = command().stopWith(own).withOutput(line -> own.cancel());
    assertThatThrownBy(() -> runner.run(command)).isInstanceOf(CancelledException.class);
    assertThat(cancel.isCancelled()).isFalse();
    assertThat(run("exit 0").exitCode()).isZero();
  }

  @Test
  void theRunnersCancelStopsACommandWithAStopOfItsOwn() {
    programs.with(Tool.QEMU_IMG, "echo ready; exec sleep 300");
    Command command = command().stopWith(new CancelToken()).withOutput(line -> cancel.cancel());
    assertThatThrownBy(() -> runner.run(command)).isInstanceOf(CancelledException.class);
  }

  @Test
  void nothingStartsAfterACancel() {
    programs.with(Tool.QEMU_IMG, "touch \"$HERE/started\"");
    cancel.cancel();
    assertThatThrownBy(() -> runner.run(command())).isInstanceOf(CancelledException.class);
    assertThat(programs.file("started")).doesNotExist();
  }

  @Test
  void aChildIsTiedToThisProcessAndPinnedWherePossible() {
    String[] passOn = {
      "echo \"${0##*/} $1 $2 $3\"",
      "while [ $# -gt 0 ] && [ \"$1\" != ${LAST} ]; do shift; done; shift; exec \"$@\""
    };
    programs
        .with(Tool.QEMU_IMG, "echo \"qemu-img $*\"")
        .with(Tool.SETPRIV, "LAST=--", passOn[0], passOn[1])
        .with(Tool.TASKSET, "LAST=3", passOn[0], passOn[1]);
    assertThat(runner.run(command("info").onCpu(3)).stdout().lines())
        .containsExactly(
            "setpriv --pdeathsig KILL --",
            "taskset -c 3 " + programs.file("qemu-img"),
            "qemu-img info");
    assertThat(runner.run(command("info").endGently()).stdout().lines())
        .containsExactly("setpriv --pdeathsig TERM --", "qemu-img info");
  }
}
