package org.diskreplicator.engine.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, never negative.
 *
 * <p>Text uses binary units: K is 1024 bytes, as in qemu-img(1).
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final String UNITS = "KMGTPE";
  private static final Pattern TEXT =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kKmMgGtTpPeE]?)(?:i?[bB])?");

  public static final ByteSize ZERO = new ByteSize(0);
  public static final ByteSize MIB = new ByteSize(1L << 20);

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + bytes);
    }
  }

  public static ByteSize of(long bytes) {
    return new ByteSize(bytes);
  }

  /**
   * Reads a size such as {@code 512}, {@code 16G}, {@code 1.5T} or {@code 20 MiB}.
   *
   * @throws IllegalArgumentException when the text is no size or does not fit 63 bits
   */
  public static ByteSize parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write a number and a unit, such as 512M, 20G or 1.5T");
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
    BigDecimal value = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << shift));
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more bytes than any disk has");
    }
    return new ByteSize(value.setScale(0, RoundingMode.DOWN).longValueExact());
  }

  /** The size in the largest unit that keeps it at 1 or more, with one decimal below 100. */
  public String human() {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double value = bytes / (double) (1L << (10 * unit));
    if (value >= 1023.5 && unit < UNITS.length()) {
      unit++;
      value = bytes / Math.pow(1024, unit);
    }
    String pattern = value >= 99.95 || value == Math.rint(value) ? "%.0f %siB" : "%.1f %siB";
    return String.format(Locale.ROOT, pattern, value, UNITS.charAt(unit - 1));
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return human();
  }
}
