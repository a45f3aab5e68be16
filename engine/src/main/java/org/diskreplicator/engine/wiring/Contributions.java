package org.diskreplicator.engine.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.contributed.ContributedReplicator;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.contributed.ReplicatorChoice;
import org.diskreplicator.engine.contributed.ReplicatorFolders;
import org.diskreplicator.engine.contributed.Shelf;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.ProcessIdentity;

/** The contributed replicators of this process, and their order among all. */
final class Contributions {
  /** Where the distribution lies; its starting script says so. */
  private static final String HOME = "diskrep.home";

  private final ReplicatorChoice choice;
  private final ReplicatorFolders folders;

  Contributions(ReplicatorChoice choice, ToolPaths paths) {
    this.choice = choice;
    this.folders =
        ReplicatorFolders.of(
            choice.folders(),
            System.getenv(),
            Optional.ofNullable(System.getProperty(HOME))
                .map(home -> Path.of(home).resolve("replicators")),
            ProcessIdentity.effectiveUserId(),
            paths);
  }

  ReplicatorFolders folders() {
    return folders;
  }

  /**
   * Those that the user names come first, then those that come with the engine, then all others: a
   * file in a folder must not change what happens to contents that are served well.
   *
   * @throws RefusedException when one that is named cannot be used
   */
  Replicators join(List<Replicator> builtIn, ContributedReplicator.Place place) {
    Set<String> taken = builtIn.stream().map(Replicator::name).collect(Collectors.toSet());
    Shelf shelf = folders.search(taken);
    List<Replicator> all = new ArrayList<>(builtIn);
    shelf.usable().forEach(one -> all.add(new ContributedReplicator(one, place)));
    List<Replicator> first =
        choice.preferred().stream().map(name -> require(name, all, shelf)).toList();
    return new Replicators(Stream.concat(first.stream(), all.stream()).distinct().toList());
  }

  private static Replicator require(String name, List<Replicator> all, Shelf shelf) {
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new RefusedException(reason(name, shelf)));
  }

  private static String reason(String name, Shelf shelf) {
    return shelf.unusable().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(one -> "The replicator '" + name + "' cannot be used: " + one.reason() + ".")
        .orElse(
            "No replicator is called '" + name + "'; diskrep replicator list shows all there are.");
  }

  /** How contents are mounted that only contributed replicators know. */
  Map<String, Mounts.Way> ways() {
    Map<String, Mounts.Way> ways = new HashMap<>();
    for (Contribution one : folders.search(Set.of()).usable()) {
      one.manifest()
          .source()
          .ifPresent(way -> one.manifest().contents().forEach(name -> ways.putIfAbsent(name, way)));
    }
    return ways;
  }
}
