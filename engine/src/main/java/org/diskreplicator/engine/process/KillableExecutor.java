package org.diskreplicator.engine.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.PumpStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * One run of one program that can be killed with all its descendants.
 *
 * <p>commons-exec's own watchdog ends only the direct child; a grandchild that holds the output
 * pipe would then block the run for ever.
 */
final class KillableExecutor extends DefaultExecutor {
  private final PumpStreamHandler streams;
  private final Optional<Duration> timeout;
  private final Duration grace;
  private volatile @Nullable Process process;
  private volatile boolean killed;

  /**
   * Prepares the run.
   *
   * @param timeout after which it is killed
   * @param grace between the first signal and the one that cannot be ignored
   */
  @SuppressWarnings("deprecation") // the builder of commons-exec cannot build a subclass
  KillableExecutor(PumpStreamHandler streams, Optional<Duration> timeout, Duration grace) {
    setStreamHandler(streams);
    setExitValues(null);
    this.streams = streams;
    this.timeout = timeout;
    this.grace = grace;
  }

  /** The one that the executor calls: it has a second form with a File, which nothing calls. */
  @Override
  protected Process launch(CommandLine command, Map<String, String> env, Path workingDirectory)
      throws IOException {
    Process started = super.launch(command, env, workingDirectory);
    process = started;
    if (killed) {
      end(started.toHandle());
    }
    timeout.ifPresent(
        limit ->
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::kill));
    return started;
  }

  /**
   * Asks the program and its descendants to end, and makes them after a grace period.
   *
   * <p>A child that is born at this very moment can escape and keep the output pipe; so the run
   * waits for the end of the output only a little longer. A second call does nothing: there are
   * programs that take three signals for an order to leave all behind.
   */
  synchronized void kill() {
    if (killed) {
      return;
    }
    killed = true;
    streams.setStopTimeout(grace.multipliedBy(2));
    Process running = process;
    if (running != null && running.isAlive()) {
      end(running.toHandle());
    }
  }

  /**
   * The family is listed before anyone ends: whoever ignores the first signal loses its parent, and
   * would not be found again.
   */
  private void end(ProcessHandle handle) {
    List<ProcessHandle> family = family(handle).toList();
    family.forEach(ProcessHandle::destroy);
    CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () ->
                family.stream()
                    .flatMap(KillableExecutor::family)
                    .forEach(ProcessHandle::destroyForcibly));
  }

  private static Stream<ProcessHandle> family(ProcessHandle handle) {
    return Stream.concat(handle.descendants(), Stream.of(handle));
  }
}
