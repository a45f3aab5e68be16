package org.diskreplicator.engine.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Chooses which segments of a disk give room, the cheapest first; decision 0010. */
final class Shrinking {
  private final List<Segment> segments;
  private final long unit;

  /** Shrinks {@code segments} by whole units only, so that what follows stays aligned. */
  Shrinking(List<Segment> segments, long unit) {
    this.segments = segments;
    this.unit = unit;
  }

  /** Bytes that can be taken at most. */
  long most() {
    return LongStream.of(rooms(Effort.CUT_GAPS)).sum();
  }

  /**
   * How each segment's length changes, so that {@code needed} bytes are given together, rounded up
   * to whole units; empty when there are not so many.
   */
  Optional<long[]> changes(long needed) {
    long wanted = (needed + unit - 1) / unit * unit;
    return Stream.of(Effort.values())
        .filter(effort -> LongStream.of(rooms(effort)).sum() >= wanted)
        .findFirst()
        .map(effort -> effort.isTight() ? share(effort, wanted) : few(effort, wanted))
        .map(cuts -> LongStream.of(cuts).map(cut -> -cut).toArray());
  }

  private long[] rooms(@Nullable Effort effort) {
    return segments.stream()
        .mapToLong(segment -> effort == null ? 0 : segment.room(effort, unit))
        .toArray();
  }

  /** One segment alone where one is enough, the last such; else as few as possible. */
  private long[] few(Effort effort, long wanted) {
    long[] rooms = rooms(effort);
    for (int i = rooms.length - 1; i >= 0; i--) {
      if (rooms[i] >= wanted) {
        long[] cuts = new long[rooms.length];
        cuts[i] = wanted;
        return cuts;
      }
    }
    return share(effort, wanted);
  }

  /** All that less effort can give, and the rest from where the most is left. */
  private long[] share(Effort effort, long wanted) {
    long[] rooms = rooms(effort);
    long[] cuts = rooms(effort.less());
    long missing = wanted - LongStream.of(cuts).sum();
    for (int i : byRoom(cuts, rooms)) {
      long more = Math.min(missing, rooms[i] - cuts[i]);
      cuts[i] += more;
      missing -= more;
    }
    return cuts;
  }

  /** Indices, those with the most left first. */
  private static int[] byRoom(long[] cuts, long[] rooms) {
    return IntStream.range(0, rooms.length)
        .boxed()
        .sorted(Comparator.comparingLong(i -> cuts[i] - rooms[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
