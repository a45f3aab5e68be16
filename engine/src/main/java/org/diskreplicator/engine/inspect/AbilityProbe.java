package org.diskreplicator.engine.inspect;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.Futures;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Abilities;
import org.diskreplicator.engine.model.Ability;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;

/**
 * Finds out what can be done with contents besides copying their bytes: which sizes their tools can
 * give them, and how small they can be made anew.
 *
 * <p>It takes 0.1 s for a content and more, so that it is asked for those that a plan may change.
 */
public final class AbilityProbe {
  private static final int PROBES = 4;

  private final Windows windows;
  private final Resizers resizers;
  private final Replicators replicators;

  public AbilityProbe(Windows windows, Resizers resizers, Replicators replicators) {
    this.windows = windows;
    this.resizers = resizers;
    this.replicators = replicators;
  }

  /** Looks at these regions of the disk, and changes nothing. */
  public Abilities probe(Inspection disk, Collection<Region> wanted) {
    ExecutorService threads = Executors.newFixedThreadPool(PROBES);
    try {
      Map<Extent, CompletableFuture<Ability>> asked =
          wanted.stream()
              .collect(
                  Collectors.toMap(
                      Region::extent,
                      region -> CompletableFuture.supplyAsync(() -> ability(disk, region), threads),
                      (first, second) -> first));
      Futures.settle(CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)));
      return new Abilities(
          asked.entrySet().stream()
              .collect(
                  Collectors.toMap(Map.Entry::getKey, entry -> Futures.join(entry.getValue()))));
    } finally {
      threads.shutdown();
    }
  }

  private Ability ability(Inspection disk, Region region) {
    if (isLeftAlone(region.usedMap().state())) {
      return Ability.none(region.usedMap().reason());
    }
    Resizers.Range range = range(disk, region);
    Rebuilt rebuilt = rebuilt(disk, region);
    String obstacles =
        Stream.of(range.obstacle(), rebuilt.obstacle())
            .filter(obstacle -> !obstacle.isEmpty())
            .collect(Collectors.joining("; "));
    return new Ability(
        range.smallest(), range.grows(), rebuilt.way(), obstacles, rebuilt.obstacle());
  }

  /** Whether no tool should touch it, nor read it file by file. */
  private static boolean isLeftAlone(ContentState state) {
    return switch (state) {
      case DIRTY, HIBERNATED, DAMAGED, UNSUPPORTED -> true;
      case CLEAN, NEEDS_REPLAY, UNKNOWN -> false;
    };
  }

  private Resizers.Range range(Inspection disk, Region region) {
    if (!resizers.serves(region.content())) {
      return Resizers.Range.none("no tool gives " + region.content().name() + " another size");
    }
    try (Window window = windows.region(view(disk), region.extent())) {
      return resizers.range(region.content(), window.path());
    } catch (MissingPrerequisiteException e) {
      return Resizers.Range.none(clause(e.sentence()));
    }
  }

  private static ImageFiles.View view(Inspection disk) {
    ImageInfo image = disk.image();
    return new ImageFiles.View(image.path(), image.format());
  }

  private Rebuilt rebuilt(Inspection disk, Region region) {
    return replicators
        .of(region.content())
        .map(replicator -> rebuilt(disk, region, replicator))
        .orElseGet(() -> Rebuilt.not(unserved(region.content().name())));
  }

  /** Why there is nothing for NTFS is told in docs/decisions/0019. */
  private static String unserved(String content) {
    return content.equals("ntfs")
        ? "ntfs is not made anew, as no tool here writes all that Windows keeps in it"
        : "no replicator makes " + content + " anew";
  }

  private static Rebuilt rebuilt(Inspection disk, Region region, Replicator replicator) {
    Replicator.Original original =
        new Replicator.Original(view(disk), region.extent(), region, sectorSize(disk));
    try {
      return new Rebuilt(
          Optional.of(
              new Ability.Rebuilding(
                  replicator.name(),
                  replicator.smallest(original),
                  replicator.needs().superUser(),
                  replicator.needs().programs())),
          "");
    } catch (RefusedException | MissingPrerequisiteException e) {
      return Rebuilt.not(clause(e.sentence()));
    }
  }

  private static SectorSize sectorSize(Inspection disk) {
    return disk.table().map(PartitionTable::sectorSize).orElse(SectorSize.S512);
  }

  /** A sentence as a part of another one. */
  private static String clause(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  /** How it can be made anew, or why not. */
  private record Rebuilt(Optional<Ability.Rebuilding> way, String obstacle) {
    static Rebuilt not(String obstacle) {
      return new Rebuilt(Optional.empty(), obstacle);
    }
  }
}
