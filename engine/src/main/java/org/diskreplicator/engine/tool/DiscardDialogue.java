package org.diskreplicator.engine.tool;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.ImageFiles.Progress;

/**
 * What qemu-io is told and what it answers. {@code length} prints a line: the first time it shows
 * that the image is open and locked, later how far the discards have come; a quiet discard prints
 * nothing unless it fails.
 */
final class DiscardDialogue {
  /** qemu-io takes less than 2 GiB at once. */
  private static final long MOST = 1L << 30;

  private static final int BETWEEN_ANSWERS = 1000;
  private static final String ASK = "length\n";
  private static final Pattern FAILED = Pattern.compile("(discard|flush) failed: .*");

  private final ExtentSet ranges;
  private final Runnable locked;
  private final Progress progress;
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile boolean done;
  private volatile String failure = "";
  private int orders;
  private long answers;

  DiscardDialogue(ExtentSet ranges, Runnable locked, Progress progress) {
    this.ranges = ranges;
    this.locked = locked;
    this.progress = progress;
  }

  void write(OutputStream input) throws IOException {
    Writer writer =
        new BufferedWriter(new OutputStreamWriter(input, StandardCharsets.US_ASCII), 1 << 16);
    writer.write(ASK);
    writer.flush();
    awaitOpen();
    locked.run();
    for (int range = 0; range < ranges.count(); range++) {
      for (long at = ranges.start(range); at < ranges.end(range); at += MOST) {
        discard(writer, at, Math.min(MOST, ranges.end(range) - at));
      }
    }
    writer.write("flush\n");
    writer.flush();
    done = true;
  }

  private void discard(Writer writer, long offset, long length) throws IOException {
    writer.write("discard -q " + offset + " " + length + "\n");
    if (++orders % BETWEEN_ANSWERS == 0) {
      writer.write(ASK);
    }
  }

  private void awaitOpen() throws IOException {
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("the image was never opened");
    }
  }

  /** Takes a line of what qemu-io prints, with any number of prompts before it. */
  void read(String line) {
    Matcher failed = FAILED.matcher(line);
    if (failed.find()) {
      failure = failed.group();
      return;
    }
    if (open.getCount() > 0) {
      open.countDown();
      return;
    }
    answers++;
    progress.at(Math.min(1.0, (double) answers * BETWEEN_ANSWERS / ranges.count()));
  }

  /** Whether all orders were given. */
  boolean isDone() {
    return done && failure.isEmpty();
  }

  /** The last one that failed, as qemu-io says it; empty when none did. */
  String failure() {
    return failure;
  }
}
