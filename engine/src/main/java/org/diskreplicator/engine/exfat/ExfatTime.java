package org.diskreplicator.engine.exfat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A time of a file.
 *
 * @param stamp date and time, in steps of two seconds
 * @param hundredths of a second, up to 199
 * @param zone quarters of an hour east of UTC in seven bits, and whether that is known
 */
record ExfatTime(int stamp, byte hundredths, byte zone) {
  private static final long NANOS = 10_000_000;
  private static final int QUARTER_SECONDS = 900;

  /** Empty when it is none; without a zone it is taken for UTC. */
  Optional<Instant> instant() {
    try {
      LocalDateTime time =
          LocalDateTime.of(
              1980 + (stamp >>> 25),
              (stamp >> 21) & 15,
              (stamp >> 16) & 31,
              (stamp >> 11) & 31,
              (stamp >> 5) & 63,
              2 * (stamp & 31));
      return Optional.of(
          time.toInstant(ZoneOffset.UTC)
              .plusNanos(Byte.toUnsignedInt(hundredths) * NANOS)
              .minusSeconds(east()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private long east() {
    boolean known = zone < 0;
    return known ? (long) ((byte) (zone << 1) >> 1) * QUARTER_SECONDS : 0;
  }
}
