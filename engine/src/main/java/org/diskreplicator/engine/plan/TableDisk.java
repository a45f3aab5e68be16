package org.diskreplicator.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.TableType;

/** Arranges a disk that has a partition table. */
final class TableDisk {
  /** Sectors that 32 bits can count. */
  private static final long DOS_SECTORS = (1L << 32) - 1;

  private final SourceLayout source;
  private final CloneOptions options;

  TableDisk(SourceLayout source, CloneOptions options) {
    this.source = source;
    this.options = options;
  }

  /**
   * What becomes of it on a target of {@code size} bytes.
   *
   * @throws TooSmallException when its partitions cannot be so small
   * @throws RefusedException when they cannot grow as asked
   */
  Arrangement arrange(long size) {
    List<String> warnings = new ArrayList<>();
    TargetLayout target = layout(size, warnings);
    boolean moved = !target.isSame() || (isGpt() && size != source.size());
    List<Piece> pieces = new Pieces(target, size, moved).all(warnings);
    boolean mirror =
        target.isSame()
            && size >= source.size()
            && pieces.stream().allMatch(Piece.Copied.class::isInstance);
    Optional<PartitionTable> table = moved ? Optional.of(target.table()) : Optional.empty();
    return mirror ? Arrangement.mirror(warnings) : new Arrangement(table, pieces, warnings, false);
  }

  private boolean isGpt() {
    return source.table().type() == TableType.GPT;
  }

  private long limit(long size) {
    return isGpt()
        ? size - SourceLayout.reserve(source.table())
        : Math.min(size, source.table().sectorSize().toBytes(DOS_SECTORS));
  }

  private TargetLayout layout(long size, List<String> warnings) {
    long limit = limit(size);
    long[] changes =
        source.end() > limit ? shrink(size, source.end() - limit) : grow(size, limit, warnings);
    return TargetLayout.of(source, changes, limit);
  }

  private long[] shrink(long size, long needed) {
    if (options.growth().kind() == Growth.Kind.NAMED) {
      throw new RefusedException(
          "Partition "
              + options.growth().partition()
              + " cannot grow, as there is no room behind the partitions; give a larger --size.");
    }
    Shrinking shrinking = new Shrinking(source.segments(), source.unit());
    return keepsSizes()
        ? refuse(size, size + needed, List.of())
        : shrinking
            .changes(needed)
            .orElseGet(() -> refuse(size, size + needed - shrinking.most(), stuck()));
  }

  private boolean keepsSizes() {
    return options.growth().kind() == Growth.Kind.NONE;
  }

  private static long[] refuse(long size, long least, List<Prospect> stuck) {
    throw new TooSmallException(size, least, stuck);
  }

  /** Contents of some size that nothing makes smaller. */
  private List<Prospect> stuck() {
    return source.segments().stream()
        .flatMap(segment -> segment.content().stream())
        .filter(content -> content.shortest(Effort.CUT_GAPS) == content.size())
        .toList();
  }

  private long[] grow(long size, long limit, List<String> warnings) {
    long[] changes = new long[source.segments().size()];
    long room = (limit - source.end()) / source.unit() * source.unit();
    OptionalInt taker = taker(size);
    if (taker.isEmpty()) {
      return changes;
    }
    Prospect content = source.segments().get(taker.getAsInt()).content().orElseThrow();
    if (options.growth().kind() == Growth.Kind.NAMED) {
      requireRoom(room);
      requireGrowth(content);
    } else if (room > 0 && !content.growsByItself()) {
      warnings.add(keeps(content));
      return changes;
    }
    if (limit < size && !isGpt()) {
      warnings.add("A dos table names no sector behind 2^32; the room behind that stays free.");
    }
    changes[taker.getAsInt()] = room;
    return changes;
  }

  private void requireRoom(long room) {
    if (room <= 0) {
      throw new RefusedException(
          "There is no room behind the partitions into which partition "
              + options.growth().partition()
              + " could grow; give a larger --size.");
    }
  }

  private static void requireGrowth(Prospect content) {
    if (content.endsWithMetadata()) {
      throw new RefusedException(
          Wording.capitalized(content.region().title())
              + " ("
              + content.region().content().name()
              + ") cannot grow, as it may keep metadata at its end; give --keep-sizes.");
    }
  }

  private OptionalInt taker(long size) {
    return switch (options.growth().kind()) {
      case NONE -> OptionalInt.empty();
      case NAMED -> index(options.growth().partition());
      case LAST -> size > source.size() ? last() : OptionalInt.empty();
    };
  }

  private OptionalInt index(int number) {
    return IntStream.range(0, source.segments().size())
        .filter(i -> source.segments().get(i).isPartition(number))
        .findFirst();
  }

  private OptionalInt last() {
    return IntStream.range(0, source.segments().size())
        .filter(i -> source.segments().get(i).content().filter(Prospect::holdsFiles).isPresent())
        .reduce((one, other) -> other)
        .stream()
        .findFirst();
  }

  private static String keeps(Prospect content) {
    int number = content.region().partition().map(Partition::number).orElseThrow();
    return "Partition "
        + number
        + " ("
        + content.region().content().name()
        + ") keeps its size, as "
        + content.obstacle()
        + (content.canGrow() ? "; give --grow " + number + " to have it made anew" : "")
        + ".";
  }
}
