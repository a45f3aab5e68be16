package org.diskreplicator.engine.plan;

import java.util.Optional;
import org.diskreplicator.engine.model.Extent;

/**
 * A partition, or a gap between two of them.
 *
 * @param place on the source
 * @param content of a partition; empty for a gap
 */
record Segment(Extent place, Optional<Prospect> content) {
  /** What a gap keeps: room for an extended boot record, and the alignment of what follows. */
  private static final long GAP = 1 << 20;

  /** Bytes, in whole units, that this effort can take from it. */
  long room(Effort effort, long unit) {
    long kept = content.map(prospect -> prospect.shortest(effort)).orElseGet(() -> kept(effort));
    return Math.max(0, place.length() - Math.max(1, kept)) / unit * unit;
  }

  private long kept(Effort effort) {
    return effort == Effort.CUT_GAPS ? Math.min(GAP, place.length()) : place.length();
  }

  boolean isPartition(int number) {
    return content
        .flatMap(prospect -> prospect.region().partition())
        .filter(partition -> partition.number() == number)
        .isPresent();
  }
}
