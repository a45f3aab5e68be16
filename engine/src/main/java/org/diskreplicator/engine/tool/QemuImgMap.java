package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Reads the JSON of {@code qemu-img map} line by line, as it comes: one range a line, each with the
 * number of layers above the one that tells what is there.
 *
 * <p>The ranges have to follow each other without a gap, from the first byte to the last: what a
 * lost line told would else show what is below. The first thing that is wrong is kept until the end
 * is reached, because lines come on a thread of their own.
 */
final class QemuImgMap {
  /** What {@code qemu-img map} calls the image that it was asked for. */
  private static final int TOP = 0;

  /** Which ranges are collected. */
  private enum Wanted {
    OWN,
    FILLED
  }

  private final int mostRanges;
  private final Wanted wanted;
  private final ExtentSet.Builder own = ExtentSet.builder();
  private Optional<String> trouble = Optional.empty();
  private boolean tooMany;
  private long end;
  private int ranges;

  QemuImgMap(int mostRanges) {
    this(mostRanges, Wanted.OWN);
  }

  private QemuImgMap(int mostRanges, Wanted wanted) {
    this.mostRanges = mostRanges;
    this.wanted = wanted;
  }

  /** One that collects what may be anything but zeros, whatever layer tells so. */
  static QemuImgMap ofFilled(int mostRanges) {
    return new QemuImgMap(mostRanges, Wanted.FILLED);
  }

  /** Takes a line. */
  void take(String line) {
    int brace = line.indexOf('{');
    if (brace < 0 || trouble.isPresent() || tooMany) {
      return;
    }
    try {
      JsonObject range =
          JsonParser.parseString(line.substring(brace, line.lastIndexOf('}') + 1))
              .getAsJsonObject();
      take(number(range, "start"), number(range, "length"), isWanted(range));
    } catch (JsonParseException
        | IllegalStateException
        | IndexOutOfBoundsException
        | NumberFormatException
        | UnsupportedOperationException
        | MalformedReportException e) {
      trouble = Optional.of("not the next range: " + line);
    }
  }

  private boolean isWanted(JsonObject range) {
    long depth = number(range, "depth");
    if (depth < TOP || (wanted == Wanted.FILLED && !range.has("zero"))) {
      throw new MalformedReportException("a range that does not tell what it is");
    }
    return wanted == Wanted.OWN ? depth == TOP : !range.get("zero").getAsBoolean();
  }

  private void take(long start, long length, boolean isWanted) {
    if (start != end || length <= 0 || length > Long.MAX_VALUE - start) {
      throw new MalformedReportException("a gap");
    }
    end = start + length;
    if (isWanted) {
      own.add(start, end);
      tooMany = ++ranges > mostRanges;
    }
  }

  private static long number(JsonObject range, String name) {
    if (!range.has(name)) {
      throw new MalformedReportException("a range without " + name);
    }
    return range.get(name).getAsLong();
  }

  /** Whether the topmost layer is in more pieces than are kept in mind. */
  boolean isTooMany() {
    return tooMany;
  }

  /**
   * What was collected of a disk of {@code size} bytes: what the topmost layer tells, or what may
   * be anything but zeros.
   *
   * @throws MalformedReportException when a line was no range, or a range is missing
   */
  ExtentSet own(long size) {
    if (trouble.isPresent()) {
      throw new MalformedReportException(trouble.get());
    }
    if (end != size) {
      throw new MalformedReportException("the ranges end at " + end + " of " + size);
    }
    return own.build();
  }
}
