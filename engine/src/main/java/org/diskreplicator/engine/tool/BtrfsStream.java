package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.Futures;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * {@code btrfs send} and {@code btrfs receive}, joined by a fifo. When one of them fails the other
 * is ended: it would wait at the fifo for ever.
 *
 * <p>The receiver reads until the sender closes the fifo. If it went at the mark of the end ({@code
 * -e}), the sender, which looks once more whether anything is left to send, could meet a broken
 * pipe then.
 */
final class BtrfsStream {
  /** Version 2 of the protocol carries compressed data as it is; Linux 6.0 brought it. */
  private static final Path VERSION = Path.of("/sys/fs/btrfs/features/send_stream_version");

  /** SIGPIPE: the other has ended by itself, and is about to tell why. */
  private static final int BROKEN_PIPE = 128 + 13;

  private final CommandRunner runner;
  private final Path fifo;

  BtrfsStream(CommandRunner runner, Path folder) {
    this.runner = runner;
    this.fifo = folder.resolve("stream.fifo");
  }

  /** Makes the subvolume anew in {@code folder}. */
  void carry(List<String> options, String subvolume, String folder, CancelToken stop) {
    makeFifo();
    CancelToken own = stop.child();
    List<String> arguments = new ArrayList<>(List.of("-q", "send"));
    if (carriesCompressedData()) {
      arguments.addAll(List.of("--proto", "2", "--compressed-data"));
    }
    arguments.addAll(options);
    arguments.addAll(List.of("-f", fifo.toString(), subvolume));
    Command send = Command.of("sending a subvolume", Tool.BTRFS, arguments).stopWith(own);
    Command receive =
        Command.of(
                "receiving a subvolume", Tool.BTRFS, "-q", "receive", "-f", fifo.toString(), folder)
            .stopWith(own);
    both(receive, send, own);
  }

  private void makeFifo() {
    if (!Files.exists(fifo)) {
      runner.run(Command.of("making a fifo", Tool.MKFIFO, "-m", "600", fifo.toString())).orThrow();
    }
  }

  private static boolean carriesCompressedData() {
    try {
      return Files.exists(VERSION) && Integer.parseInt(Files.readString(VERSION).strip()) >= 2;
    } catch (IOException e) {
      throw new InputOutputException("reading " + VERSION, e);
    }
  }

  private void both(Command receive, Command send, CancelToken own) {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<Void> receiving = start(receive, own, threads);
      CompletableFuture<Void> sending = start(send, own, threads);
      Futures.settle(receiving);
      Futures.settle(sending);
      // Of two that fail the receiver knows the reason, such as a full disk.
      join(receiving, sending);
    } finally {
      threads.shutdown();
    }
  }

  private CompletableFuture<Void> start(Command command, CancelToken own, ExecutorService threads) {
    return CompletableFuture.runAsync(() -> run(command, own), threads);
  }

  private void run(Command command, CancelToken own) {
    boolean otherWaits = true;
    try {
      CommandResult result = runner.run(command);
      otherWaits = result.exitCode() != 0 && result.exitCode() != BROKEN_PIPE;
      result.orThrow();
    } finally {
      if (otherWaits) {
        own.cancel();
      }
    }
  }

  /** Fails with what failed first of its own accord. */
  private static void join(CompletableFuture<Void> receiving, CompletableFuture<Void> sending) {
    try {
      Futures.join(receiving);
    } catch (CancelledException e) {
      Futures.join(sending);
      throw e;
    } catch (ReplicationException e) {
      throw e;
    }
    Futures.join(sending);
  }
}
