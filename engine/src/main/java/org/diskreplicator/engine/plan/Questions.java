package org.diskreplicator.engine.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;

/** Of which contents a plan needs to know what can be done with them. */
final class Questions {
  private Questions() {}

  static List<Region> of(Inspection source, CloneOptions options, long size) {
    Predicate<Region> asked =
        files(options).or(smaller(source, options, size)).or(larger(source, options, size));
    return source.regions().stream()
        .filter(region -> region.kind() != Region.Kind.GAP)
        .filter(region -> options.strategyOf(region) != Strategy.RAW)
        .filter(asked)
        .toList();
  }

  private static Predicate<Region> files(CloneOptions options) {
    return region -> options.strategyOf(region) == Strategy.FILES;
  }

  private static Predicate<Region> smaller(Inspection source, CloneOptions options, long size) {
    boolean shrinks =
        options.growth().kind() == Growth.Kind.LAST && end(source) > size - reserve(source);
    return region -> shrinks;
  }

  /** First byte behind the last partition, or of what lies behind the only content. */
  private static long end(Inspection source) {
    return source.isPartition() || source.table().isEmpty()
        ? source.scope().length()
        : source.regions().stream()
            .filter(region -> region.kind() != Region.Kind.GAP)
            .mapToLong(region -> region.extent().end())
            .max()
            .orElse(0);
  }

  private static long reserve(Inspection source) {
    return source.isPartition()
        ? 0
        : source
            .table()
            .filter(table -> table.type() == TableType.GPT)
            .map(SourceLayout::reserve)
            .orElse(0L);
  }

  private static Predicate<Region> larger(Inspection source, CloneOptions options, long size) {
    return switch (options.growth().kind()) {
      case NONE -> region -> false;
      case NAMED ->
          region -> number(region).filter(n -> n == options.growth().partition()).isPresent();
      case LAST -> {
        Optional<Region> last = size > source.scope().length() ? last(source) : Optional.empty();
        yield region -> last.filter(region::equals).isPresent();
      }
    };
  }

  private static Optional<Integer> number(Region region) {
    return region.partition().map(Partition::number);
  }

  /** The one that takes the room of a larger target. */
  private static Optional<Region> last(Inspection source) {
    return source.regions().stream()
        .filter(region -> region.kind() != Region.Kind.GAP)
        .filter(Prospect::holdsFiles)
        .max(Comparator.comparingLong(region -> region.extent().offset()));
  }
}
