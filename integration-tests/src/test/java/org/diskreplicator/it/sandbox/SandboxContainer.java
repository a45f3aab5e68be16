package org.diskreplicator.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectExecResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  /** Exit status of timeout. */
  private static final int TIMED_OUT = 124;

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final GenericContainer<?> container;
  private final Path work;

  private SandboxContainer(GenericContainer<?> container, Path work) {
    this.container = container;
    this.work = work;
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
      SandboxCommand.of(() -> started, SandboxUser.ROOT, List.of("sandbox", "install", PACKAGED))
          .output();
      return started;
    } catch (RuntimeException | AssertionError e) {
      started.close();
      throw e;
    }
  }

  Path work() {
    return work;
  }

  SandboxResult run(SandboxCommand command) {
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
    SandboxResult result =
        new SandboxResult(
            command.argv(), ended ? exitCode(id) : TIMED_OUT, streams.stdout(), streams.stderr());
    assertThat(result.exitCode())
        .as("the limit of %s is reached: %s", command.limit(), result)
        .isNotEqualTo(TIMED_OUT);
    return result;
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
        SandboxCommand.of(
                () -> this, SandboxUser.ROOT, List.of("sandbox", "sweep", work.toString()))
            .output();
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
