package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.port.Containers.Access;
import org.diskreplicator.engine.port.Containers.Mount;
import org.diskreplicator.engine.port.Containers.Order;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerTest {
  private static final Answer NO_ENGINE = ends(1, "Cannot connect to the Docker daemon at x.\n");
  private static final Map<String, String> NAMED = Map.of("DISKREP_SANDBOX_IMAGE", "an:image");

  private final Path temp;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final ScriptedRunner runner = new ScriptedRunner();

  DockerTest(@TempDir Path temp) {
    this.temp = temp;
    this.journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    this.stack = new CleanupStack(journal, new Undoer(runner));
  }

  private static Answer ends(int code, String stderr) {
    return new Answer(code, "", stderr);
  }

  private Docker docker(Map<String, String> environment) {
    return new Docker(runner, stack, environment, temp.resolve("docker.sock"));
  }

  private ScriptedRunner expectVersion(Answer answer, String... host) {
    return runner.expect(answer, argv(host, "version", "--format", "{{.Server.Version}}"));
  }

  private static String[] argv(String[] host, String... words) {
    return Stream.of(Stream.of("docker"), Stream.of(host), Stream.of(words))
        .flatMap(part -> part)
        .toArray(String[]::new);
  }

  private void expectRun(Answer answer, String... rest) {
    List<String> argv = new ArrayList<>(List.of("docker", "run", "--rm", "--privileged"));
    argv.addAll(List.of("--network", "none", "--name", "diskrep-x"));
    argv.addAll(List.of("--mount", "type=bind,src=/dev,dst=/dev"));
    argv.addAll(List.of(rest));
    runner.expect(answer, argv.toArray(String[]::new));
  }

  private static Order order(Mount... mounts) {
    return new Order(
        "diskrep-x",
        List.of(mounts),
        Map.of("B", "2", "A", "1"),
        Path.of("/w"),
        List.of("go", "1"));
  }

  private void expectPlainRun(Answer answer) {
    expectRun(answer, "--env", "A=1", "--env", "B=2", "--workdir", "/w", "an:image", "go", "1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6, 130, 143})
  void theStatusOfTheCommandIsHandedOnAndNothingIsLeftToUndo(int status) throws IOException {
    expectVersion(ends(0, ""));
    expectPlainRun(ends(status, ""));
    assertThat(docker(NAMED).run(order())).isEqualTo(status);
    stack.close();
    runner.assertDone();
  }

  @Test
  void theContainerIsInTheJournalBeforeItStarts() throws IOException {
    expectVersion(ends(0, ""));
    Docker docker =
        new Docker(
            command -> {
              if (command.argv().contains("run")) {
                assertThat(journalText()).contains("remove-container").contains("diskrep-x");
              }
              return runner.run(command);
            },
            stack,
            NAMED,
            temp);
    expectPlainRun(ends(0, ""));
    docker.run(order());
    runner.assertDone();
  }

  private String journalText() {
    try {
      return Files.readString(journal.folder().resolve("journal"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void namesOfFilesCannotBecomeOptionsOfAMount() {
    expectVersion(ends(0, ""));
    Mount hostile = Mount.same(Path.of("/a,readonly=0/\"b\" c"), Access.READ_ONLY);
    Mount moved = new Mount(Path.of("/x"), Path.of("/y"), Access.WRITABLE);
    expectRun(
        ends(0, ""),
        "--mount",
        "type=bind,\"src=/a,readonly=0/\"\"b\"\" c\",\"dst=/a,readonly=0/\"\"b\"\" c\",readonly",
        "--mount",
        "type=bind,\"src=/x\",\"dst=/y\"",
        "--env",
        "A=1",
        "--env",
        "B=2",
        "--workdir",
        "/w",
        "an:image",
        "go",
        "1");
    assertThat(docker(NAMED).run(order(hostile, moved))).isZero();
  }

  @Test
  void withoutAnEngineItSaysHowToGetOne() {
    expectVersion(NO_ENGINE);
    assertThatThrownBy(docker(Map.of())::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("ci/container up && ci/container image")
        .hasMessageContaining("Cannot connect");
    runner.assertDone();
  }

  @Test
  void theProjectsOwnEngineIsFound() throws IOException {
    Path socket = Files.createFile(temp.resolve("docker.sock"));
    String[] host = {"--host", "unix://" + socket};
    expectVersion(NO_ENGINE);
    expectVersion(ends(0, ""), host);
    runner.expect(
        "newest\nolder\n",
        argv(
            host,
            "image",
            "ls",
            "--filter",
            "label=org.diskreplicator.image=sandbox",
            "--format",
            "{{.ID}}"));
    docker(Map.of()).require();
    runner.assertDone();
  }

  @Test
  void anEngineThatTheUserNamesIsTheOnlyOne() throws IOException {
    Files.createFile(temp.resolve("docker.sock"));
    expectVersion(NO_ENGINE);
    assertThatThrownBy(docker(Map.of("DOCKER_HOST", "tcp://x"))::require)
        .isInstanceOf(MissingPrerequisiteException.class);
    runner.assertDone();
  }

  @Test
  void withoutTheImageItSaysHowToGetIt() {
    expectVersion(ends(0, ""));
    runner.expect(
        "",
        "docker",
        "image",
        "ls",
        "--filter",
        "label=org.diskreplicator.image=sandbox",
        "--format",
        "{{.ID}}");
    assertThatThrownBy(docker(Map.of())::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageStartingWith("The image of the sandbox is missing.")
        .hasMessageContaining("ci/container image");
  }

  @Test
  void aContainerThatDoesNotStartIsNoResultOfTheCommand() {
    expectVersion(ends(0, ""));
    expectPlainRun(ends(125, "docker: no such image.\nSee 'docker run --help'.\n"));
    Docker docker = docker(NAMED);
    assertThatThrownBy(() -> docker.run(order()))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageEndingWith("docker: no such image.");
    expectRemoval(ends(1, "Error: No such container: diskrep-x"));
    stack.close();
    runner.assertDone();
  }

  @Test
  void aContainerThatWasKilledIsRemoved() {
    expectVersion(ends(0, ""));
    expectPlainRun(ends(137, ""));
    Docker docker = docker(NAMED);
    assertThatThrownBy(() -> docker.run(order()))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("the container was killed");
    expectRemoval(new Answer(0, "diskrep-x\n", ""));
    stack.close();
    runner.assertDone();
  }

  private void expectRemoval(Answer answer) {
    runner.expect(answer, "docker", "rm", "--force", "--volumes", "diskrep-x");
  }
}
