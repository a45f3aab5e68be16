package org.diskreplicator.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectExecResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.diskreplicator.it.Distribution;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The running container, and the folder that it shares with this machine. */
final class SandboxContainer implements AutoCloseable {
  /** By this label and by the folder's name {@code ci/container down} finds what is left. */
  private static final String LABEL = "org.diskreplicator.owner";

  private static final String OWNER =
      System.getenv().getOrDefault("DISKREP_SANDBOX_OWNER", "nobody");

  private static final String PACKAGED = "/run/diskrep";

  /** Unlike /tmp it is on a disk; the fixtures are big and sparse. */
  private static final Path PARENT = Path.of("/var/tmp");

  private static final Path AGENT = Path.of("src/test/python/agent");
  private static final String SOCKET = "agent.socket";

  /** Exit status of timeout. */
  private static final int TIMED_OUT = 124;

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final GenericContainer<?> container;
  private final Path work;
  private final SandboxAgent agent;

  private SandboxContainer(GenericContainer<?> container, Path work) {
    this.container = container;
    this.work = work;
    this.agent = new SandboxAgent(work.resolve(SOCKET));
  }

  static SandboxContainer start(String image) {
    Path work = newWorkFolder();
    // The device folder of this machine, because loop devices that come later must be seen too.
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withPrivilegedMode(true)
            .withNetworkMode("none")
            .withLabel(LABEL, OWNER)
            .withFileSystemBind("/dev", "/dev", BindMode.READ_WRITE)
            .withFileSystemBind(work.toString(), work.toString(), BindMode.READ_WRITE)
            .withFileSystemBind(
                Distribution.folder().toAbsolutePath().toString(), PACKAGED, BindMode.READ_ONLY)
            .withCommand("sandbox", "stay");
    SandboxContainer started = new SandboxContainer(container, work);
    try {
      container.start();
      started.execute("sandbox", "install", PACKAGED);
      started.startAgent();
      return started;
    } catch (RuntimeException | AssertionError e) {
      started.close();
      throw e;
    }
  }

  Path work() {
    return work;
  }

  private void startAgent() {
    Path socket = work.resolve(SOCKET);
    try {
      Files.copy(AGENT, work.resolve("agent"), StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String inBackground = "\"$@\" </dev/null >/dev/null 2>&1 &";
    execute("sh", "-c", inBackground, "sh", "python3", work.resolve("agent").toString(), socket);
    Awaitility.await().atMost(GRACE).until(() -> Files.exists(socket));
  }

  SandboxResult run(SandboxCommand command) {
    try {
      return inTime(command, agent.run(command, command.limit().plus(GRACE)));
    } catch (TimeoutException e) {
      byte[] nothing = new byte[0];
      return inTime(command, new SandboxResult(command.argv(), TIMED_OUT, nothing, nothing));
    }
  }

  /** As root, by the engine itself; for what comes before the agent and after it. */
  private void execute(Object... argv) {
    List<String> words = Stream.of(argv).map(Object::toString).toList();
    SandboxCommand command = SandboxCommand.of(() -> this, SandboxUser.ROOT, words);
    inTime(command, executed(command)).exits(0);
  }

  private static SandboxResult inTime(SandboxCommand command, SandboxResult result) {
    assertThat(result.exitCode())
        .as("the limit of %s is reached: %s", command.limit(), result)
        .isNotEqualTo(TIMED_OUT);
    return result;
  }

  private SandboxResult executed(SandboxCommand command) {
    DockerClient client = container.getDockerClient();
    String id =
        client
            .execCreateCmd(container.getContainerId())
            .withCmd(command.limited().toArray(String[]::new))
            .withUser(command.user().id())
            .withWorkingDir(command.folder().toString())
            .withEnv(command.variables())
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    SandboxStreams streams = client.execStartCmd(id).exec(new SandboxStreams());
    boolean ended = await(streams, command.limit().plus(GRACE));
    return new SandboxResult(
        command.argv(), ended ? exitCode(id) : TIMED_OUT, streams.stdout(), streams.stderr());
  }

  private static boolean await(SandboxStreams streams, Duration limit) {
    try (streams) {
      return streams.awaitCompletion(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The engine tells the exit status a moment after the streams have ended. */
  private int exitCode(String id) {
    InspectExecResponse ended =
        Awaitility.await()
            .atMost(GRACE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> container.getDockerClient().inspectExecCmd(id).exec(),
                response -> !response.isRunning());
    return Math.toIntExact(ended.getExitCodeLong());
  }

  @Override
  public void close() {
    try (container) {
      if (container.isRunning()) {
        execute("sandbox", "sweep", work);
      }
      Files.delete(work);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path newWorkFolder() {
    try {
      Path folder = Files.createTempDirectory(PARENT, "diskrep-sandbox-" + OWNER + "-");
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
