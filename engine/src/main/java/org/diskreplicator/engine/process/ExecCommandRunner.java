package org.diskreplicator.engine.process;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.exec.PumpStreamHandler;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs with commons-exec, in the C locale.
 *
 * <p>Children die with this process: each starts through {@code setpriv --pdeathsig} where that is
 * installed (prctl(2), PR_SET_PDEATHSIG). The signal comes when the <em>thread</em> that started
 * the child ends, so {@link #run} stays in that thread until the child is gone.
 */
public final class ExecCommandRunner implements CommandRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ExecCommandRunner.class);

  private static final Duration GRACE = Duration.ofSeconds(5);

  /** What stands in the place of this process may have as much to release as this process. */
  private static final int FOREGROUND_PATIENCE = 5;

  private final ToolPaths paths;
  private final CancelToken cancel;
  private final Duration grace;
  private final Map<String, String> environment;

  /**
   * Starts programs from these folders.
   *
   * @param cancel stops every program that this runner started
   */
  public ExecCommandRunner(ToolPaths paths, CancelToken cancel) {
    this(paths, cancel, GRACE);
  }

  /** A program that ignores the first signal gets the second one after {@code grace}. */
  ExecCommandRunner(ToolPaths paths, CancelToken cancel, Duration grace) {
    this.paths = paths;
    this.cancel = cancel;
    this.grace = grace;
    this.environment = new HashMap<>(System.getenv());
    environment.put("LC_ALL", "C");
  }

  @Override
  public CommandResult run(Command command) {
    CancelToken stop = command.stop().orElse(cancel);
    stop.throwIfCancelled();
    cancel.throwIfCancelled();
    TailBuffer errors = new TailBuffer();
    ByteArrayOutputStream collected = new ByteArrayOutputStream();
    Consumer<String> lines = command.errors().map(errors::andThen).orElse(errors);
    try (LineOutputStream stderr = new LineOutputStream(lines);
        OutputStream stdout =
            command
                .output()
                .<OutputStream>map(each -> new LineOutputStream(each, command.charset()))
                .orElse(collected)) {
      FeedingPumps pumps = pumps(command, stdout, stderr);
      int exitCode = execute(command, stop, pumps);
      stdout.flush();
      stderr.flush();
      pumps.throwIfFeedFailed();
      String text = collected.toString(command.charset());
      return new CommandResult(command, exitCode, text, errors.text());
    } catch (IOException e) {
      stop.throwIfCancelled();
      cancel.throwIfCancelled();
      throw new InputOutputException(command.step(), e);
    }
  }

  private static FeedingPumps pumps(Command command, OutputStream stdout, LineOutputStream stderr) {
    return command.streams() == Command.Streams.PASSED_ON
        ? new FeedingPumps(
            new FileOutputStream(FileDescriptor.out),
            new TeeOutputStream(new FileOutputStream(FileDescriptor.err), stderr),
            command.input())
        : new FeedingPumps(stdout, stderr, command.input());
  }

  private Duration grace(Command command) {
    return command.streams() == Command.Streams.PASSED_ON
        ? grace.multipliedBy(FOREGROUND_PATIENCE)
        : grace;
  }

  private int execute(Command command, CancelToken stop, PumpStreamHandler streams)
      throws IOException {
    List<String> argv = argv(command);
    LOG.debug("{}", argv);
    KillableExecutor executor = new KillableExecutor(streams, command.timeout(), grace(command));
    try (CancelToken.Subscription own = stop.onCancel(executor::kill);
        CancelToken.Subscription all = cancel.onCancel(executor::kill)) {
      int exitCode = executor.execute(new ExactCommandLine(argv), environment);
      if (stop.isCancelled() || cancel.isCancelled()) {
        throw new CancelledException();
      }
      return exitCode;
    }
  }

  private List<String> argv(Command command) {
    List<String> argv = new ArrayList<>();
    paths
        .find(Tool.SETPRIV)
        .ifPresent(
            setpriv ->
                argv.addAll(
                    List.of(
                        setpriv.toString(), "--pdeathsig", command.deathSignal().name(), "--")));
    if (command.cpu().isPresent()) {
      paths
          .find(Tool.TASKSET)
          .ifPresent(
              taskset ->
                  argv.addAll(
                      List.of(
                          taskset.toString(), "-c", Integer.toString(command.cpu().getAsInt()))));
    }
    argv.add(paths.require(command.tool()).toString());
    argv.addAll(command.arguments());
    return argv;
  }
}
