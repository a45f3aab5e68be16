package org.diskreplicator.engine.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.process.ForeignResult.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs foreign programs so that nothing of them outlives the run: no process, no mount, and no more
 * output in memory than one line.
 *
 * <p>Like all children they die with this process, and with the thread that runs them.
 */
public final class ConfinedRunner implements ForeignRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ConfinedRunner.class);

  /** What a program has begun may end by itself, as the members of a pipeline do. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final int LOOK_MILLIS = 10;
  private static final int SIGNAL_BASE = 128;

  private final Families families;
  private final CancelToken cancel;

  public ConfinedRunner(ToolPaths paths, CancelToken cancel) {
    this(new Families(paths, Families.Confinement.BEST), cancel);
  }

  ConfinedRunner(Families families, CancelToken cancel) {
    this.families = families;
    this.cancel = cancel;
  }

  @Override
  public ForeignResult run(ForeignCommand command) {
    cancel.throwIfCancelled();
    command.stop().throwIfCancelled();
    try (Family family = families.begin(command)) {
      return new Run(command, family, start(command, family)).finish();
    } catch (IOException e) {
      throw new InputOutputException(command.step(), e);
    }
  }

  private static Process start(ForeignCommand command, Family family) throws IOException {
    List<String> argv = new ArrayList<>(family.prefix());
    argv.addAll(command.argv());
    LOG.debug("{}", argv);
    ProcessBuilder builder = new ProcessBuilder(argv).directory(command.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    builder.environment().put(MarkedProcesses.VARIABLE, command.marker());
    return builder.start();
  }

  /** A program that has been started. */
  private final class Run {
    private final ForeignCommand command;
    private final Family family;
    private final Process process;
    private final TailBuffer errors = new TailBuffer();
    private final CompletableFuture<End> decision = new CompletableFuture<>();
    private final CompletableFuture<End> refusal = new CompletableFuture<>();

    Run(ForeignCommand command, Family family, Process process) {
      this.command = command;
      this.family = family;
      this.process = process;
    }

    ForeignResult finish() throws IOException {
      CompletableFuture<Void> output = inThread("output", this::readOutput);
      CompletableFuture<Void> said = inThread("errors", this::readErrors);
      writeInput();
      CompletableFuture<Boolean> exit =
          process.onExit().thenApply(ended -> decision.complete(End.EXITED));
      End end = await();
      int left = end == End.EXITED ? membersThatStay() : endGently();
      family.close();
      process.destroyForcibly();
      settle(output);
      settle(said);
      exit.join();
      throwIfStopped();
      return result(end, left);
    }

    /** Its last lines are read after its end, so that they may still be refused. */
    private ForeignResult result(End end, int left) {
      int code = end == End.EXITED ? process.exitValue() : SIGNAL_BASE;
      End last = end == End.EXITED ? refusal.getNow(End.EXITED) : end;
      return new ForeignResult(last, code, errors.text(), left);
    }

    private void readOutput() throws IOException {
      try (InputStream in = process.getInputStream()) {
        new BoundedLines(command.output())
            .read(in)
            .ifPresent(
                end -> {
                  refusal.complete(end);
                  decision.complete(end);
                });
      }
    }

    private void readErrors() throws IOException {
      try (InputStream in = process.getErrorStream();
          LineOutputStream lines = new LineOutputStream(errors)) {
        in.transferTo(lines);
      }
    }

    /** One that does not read its input need not. */
    private void writeInput() {
      try (OutputStream out = process.getOutputStream()) {
        out.write(command.input().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        LOG.debug("input was not read: {}", e.getMessage());
      }
    }

    private End await() {
      try (CancelToken.Subscription own = command.stop().onCancel(this::stop);
          CancelToken.Subscription all = cancel.onCancel(this::stop)) {
        return decision.get(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return End.TIMED_OUT;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return End.TIMED_OUT;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    private void stop() {
      decision.complete(End.TIMED_OUT);
    }

    private void throwIfStopped() {
      if (command.stop().isCancelled() || cancel.isCancelled()) {
        throw new CancelledException();
      }
    }

    private int membersThatStay() {
      awaitNone(SETTLING);
      return family.members().size();
    }

    private int endGently() {
      family.members().forEach(ProcessHandle::destroy);
      awaitNone(GRACE);
      return 0;
    }

    private void awaitNone(Duration limit) {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!family.members().isEmpty() && System.nanoTime() < deadline) {
        try {
          Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    /** A process that got away and holds a pipe must not hold the run. */
    private void settle(CompletableFuture<Void> reader) throws IOException {
      try {
        reader.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        process.getInputStream().close();
        process.getErrorStream().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        LOG.debug("output was not read to its end: {}", String.valueOf(e.getCause()));
      }
    }

    private CompletableFuture<Void> inThread(String what, Reading reading) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread thread = new Thread(() -> run(reading, done), what + " of " + command.program());
      thread.setDaemon(true);
      thread.start();
      return done;
    }

    private void run(Reading reading, CompletableFuture<Void> done) {
      try {
        reading.run();
        done.complete(null);
      } catch (IOException | RuntimeException e) {
        done.completeExceptionally(e);
      }
    }
  }

  /** Reads a stream to its end. */
  private interface Reading {
    void run() throws IOException;
  }
}
