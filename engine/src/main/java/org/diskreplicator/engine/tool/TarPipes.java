package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.Futures;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Pairs of tar, one that reads files and one that writes them, all at the same time.
 *
 * <p>When one of them fails all are ended: its partner would wait at the fifo for ever.
 */
final class TarPipes {
  private final CommandRunner runner;
  private final Path from;
  private final Path to;
  private final Path work;

  /**
   * Prepares copies.
   *
   * @param work folder for fifos
   */
  TarPipes(CommandRunner runner, Path from, Path to, Path work) {
    this.runner = runner;
    this.from = from;
    this.to = to;
    this.work = work;
  }

  /** Copies the files of each list. */
  void copy(List<Path> lists, Tar.Metadata metadata, CancelToken stop) {
    CancelToken own = stop.child();
    List<Command> commands = new ArrayList<>();
    for (Path list : lists) {
      Path fifo = fifo(list);
      // First who writes: of two that fail it knows the reason, such as a full disk.
      commands.add(0, Tar.extract(fifo, to, metadata).stopWith(own));
      commands.add(Tar.create(fifo, from, list, metadata).stopWith(own));
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, commands.size()));
    try {
      awaitAll(
          commands.stream()
              .map(command -> CompletableFuture.runAsync(() -> run(command, own), threads))
              .toList());
    } finally {
      threads.shutdown();
    }
  }

  private Path fifo(Path list) {
    Path fifo = work.resolve(list.getFileName() + ".fifo");
    if (!java.nio.file.Files.exists(fifo)) {
      runner.run(Command.of("making a fifo", Tool.MKFIFO, "-m", "600", fifo.toString())).orThrow();
    }
    return fifo;
  }

  private void run(Command command, CancelToken own) {
    boolean done = false;
    try {
      runner.run(command).orThrow();
      done = true;
    } finally {
      if (!done) {
        own.cancel();
      }
    }
  }

  /** Fails with what failed first of its own accord. */
  private static void awaitAll(List<CompletableFuture<Void>> runs) {
    runs.forEach(Futures::settle);
    ReplicationException failure = null;
    for (CompletableFuture<Void> run : runs) {
      try {
        Futures.join(run);
      } catch (ReplicationException e) {
        if (failure == null || failure instanceof CancelledException) {
          failure = e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
