package org.diskreplicator.engine.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Polling;
import org.diskreplicator.engine.scope.Undo;

/** One nbdkit(1) that serves a file of another machine until it is closed. */
final class KitServer implements AutoCloseable {
  private static final Polling READY = new Polling(Duration.ofMillis(2), Duration.ofSeconds(10));

  private final CleanupStack stack;
  private final Deque<CleanupStack.Entry> entries = new ArrayDeque<>();

  KitServer(CleanupStack stack) {
    this.stack = stack;
  }

  /** Starts it and waits until it serves. */
  void start(
      RemoteAddress address,
      BackgroundCommand command,
      Path socket,
      CommandRunner runner,
      LastLines errors) {
    BackgroundProgram program = new BackgroundProgram("remote " + socket.getParent());
    entries.push(stack.push(new Undo.EndDaemon(command.pidFile(), socket.toString())));
    entries.push(stack.pushAction("end the connection to '" + address + "'", program::end));
    program.start(runner, command.command());
    if (!READY.until(() -> program.isEnded() || Files.exists(command.pidFile()))
        || program.isEnded()) {
      throw RemoteFailure.of(address, program.isEnded() ? errors.text() : "");
    }
  }

  @Override
  public synchronized void close() {
    while (!entries.isEmpty()) {
      stack.release(entries.peek());
      entries.pop();
    }
  }
}
