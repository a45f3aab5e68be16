package org.diskreplicator.engine.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.port.Containers;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Undo;

/**
 * Runs containers with docker(1).
 *
 * <p>The engine is the one that docker talks to; when none answers there, the one that {@code
 * ci/container up} starts. The image is the one that {@code DISKREP_SANDBOX_IMAGE} names, or the
 * newest that carries the label of the project's Dockerfile.
 */
public final class Docker implements Containers {
  /** Where {@code ci/container up} lets an engine of its own listen. */
  private static final Path OWN_SOCKET = Path.of("/run/diskrep-engine/docker.sock");

  private static final String IMAGE = "DISKREP_SANDBOX_IMAGE";
  private static final String ADDRESS = "DOCKER_HOST";
  private static final String LABEL = "label=org.diskreplicator.image=sandbox";
  private static final String GET_READY =
      "Get it ready in a checkout of diskrep with: ci/container up && ci/container image";

  /** Exit statuses of docker run that are not the command's: no container, no such program. */
  private static final List<Integer> NOT_STARTED = List.of(125, 126, 127);

  private static final int KILLED = 137;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CommandRunner runner;
  private final CleanupStack stack;
  private final Map<String, String> environment;
  private final Path ownSocket;
  private Optional<Choice> choice = Optional.empty();

  public Docker(CommandRunner runner, CleanupStack stack) {
    this(runner, stack, System.getenv(), OWN_SOCKET);
  }

  Docker(
      CommandRunner runner, CleanupStack stack, Map<String, String> environment, Path ownSocket) {
    this.runner = runner;
    this.stack = stack;
    this.environment = environment;
    this.ownSocket = ownSocket;
  }

  /**
   * What containers are made of.
   *
   * @param engine its address; empty for the one that docker finds by itself
   */
  private record Choice(String engine, String image) {}

  @Override
  public void require() {
    choice();
  }

  private Choice choice() {
    if (choice.isEmpty()) {
      String engine = engine();
      choice = Optional.of(new Choice(engine, image(engine)));
    }
    return choice.get();
  }

  private String engine() {
    CommandResult usual = version("");
    if (usual.exitCode() == 0) {
      return "";
    }
    String own = "unix://" + ownSocket;
    boolean another = environment.getOrDefault(ADDRESS, "").isEmpty();
    if (another && Files.isWritable(ownSocket) && version(own).exitCode() == 0) {
      return own;
    }
    throw new MissingPrerequisiteException(
        "A Docker engine that you may use", GET_READY + ". docker said: " + said(usual));
  }

  private CommandResult version(String engine) {
    return runner.run(
        docker(engine, "looking for a Docker engine", "version", "--format", "{{.Server.Version}}")
            .withTimeout(PATIENCE));
  }

  private String image(String engine) {
    String named = environment.getOrDefault(IMAGE, "");
    if (!named.isEmpty()) {
      return named;
    }
    return runner
        .run(
            docker(
                    engine,
                    "looking for the image of the sandbox",
                    "image",
                    "ls",
                    "--filter",
                    LABEL,
                    "--format",
                    "{{.ID}}")
                .withTimeout(PATIENCE))
        .orThrow()
        .stdout()
        .lines()
        .findFirst()
        .orElseThrow(
            () -> new MissingPrerequisiteException("The image of the sandbox", GET_READY + "."));
  }

  /** A container that runs to its end is gone then, so that its undo is forgotten. */
  @Override
  public int run(Order order) {
    Choice found = choice();
    CleanupStack.Entry entry = stack.push(new Undo.RemoveContainer(order.name(), found.engine()));
    CommandResult result =
        runner.run(
            docker(found.engine(), "running a container", arguments(order, found.image()))
                .inForeground());
    if (NOT_STARTED.contains(result.exitCode())) {
      throw new MissingPrerequisiteException(
          "A container that starts",
          "Try it with: ci/container run true. docker said: " + said(result));
    }
    if (result.exitCode() == KILLED) {
      throw new CommandFailedException(
          "running a container", List.of("docker"), KILLED, "the container was killed");
    }
    stack.forget(entry);
    return result.exitCode();
  }

  private static String said(CommandResult result) {
    return result
        .stderr()
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("See '") && !line.startsWith("Run 'docker"))
        .reduce((first, last) -> last)
        .orElse("nothing");
  }

  private static Command docker(String engine, String step, String... arguments) {
    return docker(engine, step, List.of(arguments));
  }

  private static Command docker(String engine, String step, List<String> arguments) {
    List<String> all = new ArrayList<>();
    if (!engine.isEmpty()) {
      all.addAll(List.of("--host", engine));
    }
    all.addAll(arguments);
    return Command.of(step, Tool.DOCKER, all);
  }

  /** The device folder of this machine, because loop devices that come later must be seen too. */
  private static List<String> arguments(Order order, String image) {
    List<String> all =
        new ArrayList<>(
            List.of("run", "--rm", "--privileged", "--network", "none", "--name", order.name()));
    all.addAll(List.of("--mount", "type=bind,src=/dev,dst=/dev"));
    order.mounts().forEach(mount -> all.addAll(List.of("--mount", text(mount))));
    new TreeMap<>(order.environment())
        .forEach((name, value) -> all.addAll(List.of("--env", name + "=" + value)));
    all.addAll(List.of("--workdir", order.workFolder().toString(), image));
    all.addAll(order.argv());
    return all;
  }

  /** Fields of comma-separated values, of which each may be quoted. */
  private static String text(Mount mount) {
    String places = "type=bind," + field("src", mount.path()) + "," + field("dst", mount.inside());
    return mount.access() == Access.WRITABLE ? places : places + ",readonly";
  }

  private static String field(String name, Path path) {
    return "\"" + name + "=" + path.toString().replace("\"", "\"\"") + "\"";
  }
}
