package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;

/** Whether the partitions that options name are there. */
final class LayoutRules {
  private LayoutRules() {}

  /** Why the options are refused, as one sentence. */
  static Optional<String> refusal(Inspection source, CloneOptions options) {
    return strategies(source, options).or(() -> growth(source, options));
  }

  private static Optional<String> strategies(Inspection source, CloneOptions options) {
    return new TreeSet<>(options.partitions().keySet())
        .stream().flatMap(number -> absence(source, number, "--partition").stream()).findFirst();
  }

  private static Optional<String> growth(Inspection source, CloneOptions options) {
    return options.growth().kind() == Growth.Kind.NAMED
        ? alone(source).or(() -> absence(source, options.growth().partition(), "--grow"))
        : Optional.empty();
  }

  private static Optional<String> alone(Inspection source) {
    return source.isPartition()
        ? Optional.of(
            "One partition has no other beside it; leave out --grow, as it grows by itself where"
                + " its content can.")
        : Optional.empty();
  }

  private static Optional<String> absence(Inspection source, int number, String option) {
    String disk = "'" + source.image().path() + "'";
    List<Partition> there = partitions(source);
    if (there.isEmpty()) {
      return Optional.of(disk + " has no partitions; leave out " + option + ".");
    }
    Optional<Partition> named =
        there.stream().filter(partition -> partition.number() == number).findFirst();
    if (named.isEmpty()) {
      return Optional.of(
          disk
              + " has no partition "
              + number
              + "; give "
              + option
              + " with one of "
              + numbers(there)
              + ".");
    }
    return named.get().role() == Partition.Role.EXTENDED
        ? Optional.of(
            "Partition "
                + number
                + " is an extended one and follows the logical ones in it; give "
                + option
                + " with one of "
                + numbers(there)
                + ".")
        : Optional.empty();
  }

  private static List<Partition> partitions(Inspection source) {
    return source.isPartition()
        ? source.regions().stream().flatMap(region -> region.partition().stream()).toList()
        : source.table().map(PartitionTable::partitions).orElse(List.of());
  }

  private static String numbers(List<Partition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.role() != Partition.Role.EXTENDED)
        .map(partition -> Integer.toString(partition.number()))
        .collect(Collectors.joining(", "));
  }
}
