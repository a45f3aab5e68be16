package org.diskreplicator.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.diskreplicator.engine.model.ByteSize;

/**
 * Progress on standard error: one line that renews itself on a terminal, a line for each step that
 * took its time elsewhere.
 */
final class ProgressLine {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final long WORTH_A_LINE_MILLIS = 100;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final Style style;
  private String step = "";
  private long total;
  private long startNanos;
  private long drawnNanos;
  private boolean drawn;

  private enum Style {
    TERMINAL,
    LINES,
    NONE
  }

  ProgressLine(PrintStream out, boolean quiet) {
    this.out = out;
    this.style =
        quiet ? Style.NONE : Boolean.getBoolean("diskrep.terminal") ? Style.TERMINAL : Style.LINES;
  }

  synchronized void start(String name, long bytes) {
    step = name;
    total = bytes;
    startNanos = System.nanoTime();
    drawnNanos = startNanos;
  }

  synchronized void at(long bytes, long ofTotal) {
    long now = System.nanoTime();
    if (style == Style.TERMINAL && now - drawnNanos > REDRAW_NANOS) {
      drawnNanos = now;
      drawn = true;
      out.print(CLEAR + line(step, bytes, ofTotal, (now - startNanos) / 1e9));
      out.flush();
    }
  }

  /** Such as {@code copy 1.2 GiB of 2.5 GiB 48 % 1.1 GiB/s 1 s left}. */
  static String line(String step, long bytes, long total, double seconds) {
    long rate = seconds > 0 ? (long) (bytes / seconds) : 0;
    double left = rate > 0 ? (total - bytes) / (double) rate : 0;
    return String.format(
        Locale.ROOT,
        "%-7s %s of %s  %d %%  %s/s  %s left",
        step,
        ByteSize.of(bytes),
        ByteSize.of(total),
        total == 0 ? 100 : bytes * 100 / total,
        ByteSize.of(rate),
        duration(left));
  }

  private static String duration(double seconds) {
    long whole = (long) Math.ceil(seconds);
    return whole < 60
        ? whole + " s"
        : whole < 3600
            ? whole / 60 + " min " + whole % 60 + " s"
            : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  synchronized void finish(long millis) {
    clear();
    if (style != Style.LINES || millis < WORTH_A_LINE_MILLIS) {
      return;
    }
    if (total == 0) {
      out.printf(Locale.ROOT, "%-7s in %.1f s%n", step, millis / 1000.0);
    } else {
      long rate = (long) (total / (millis / 1000.0));
      out.printf(
          Locale.ROOT,
          "%-7s %s in %.1f s, %s/s%n",
          step,
          ByteSize.of(total),
          millis / 1000.0,
          ByteSize.of(rate));
    }
  }

  synchronized void clear() {
    if (drawn) {
      out.print(CLEAR);
      out.flush();
      drawn = false;
    }
  }
}
