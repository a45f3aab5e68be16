package org.diskreplicator.engine.process;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.exec.PumpStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a running program; its input comes from a {@link Command.Feed}.
 *
 * <p>commons-exec's own pump for the input looks ten times a second whether there is any, and never
 * closes it.
 */
final class FeedingPumps extends PumpStreamHandler {
  private final Optional<Command.Feed> feed;
  private @Nullable Thread thread;
  private volatile @Nullable RuntimeException failure;

  FeedingPumps(OutputStream stdout, OutputStream stderr, Optional<Command.Feed> feed) {
    super(stdout, stderr);
    this.feed = feed;
  }

  @Override
  public void setProcessInputStream(OutputStream input) {
    if (feed.isEmpty()) {
      super.setProcessInputStream(input);
      return;
    }
    Thread writer = new Thread(() -> write(feed.get(), input), "input");
    writer.setDaemon(true);
    writer.start();
    thread = writer;
  }

  private void write(Command.Feed source, OutputStream input) {
    try (input) {
      source.write(input);
    } catch (RuntimeException e) {
      failure = e;
    } catch (IOException e) {
      // The program reads no more; what that means its exit code tells.
    }
  }

  @Override
  public void stop() throws IOException {
    super.stop();
    Thread writer = thread;
    if (writer != null) {
      writer.interrupt();
      join(writer);
    }
  }

  private static void join(Thread writer) {
    try {
      writer.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws what the feed threw: without its input the program did nothing that counts. */
  void throwIfFeedFailed() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }
}
