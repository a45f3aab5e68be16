package org.diskreplicator.engine.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;

/** What has to change in a partition that gets another place, so that boot code still finds it. */
public final class MovedRegion {
  private MovedRegion() {}

  /**
   * The changes, relative to the partition's start.
   *
   * @param disk the source
   * @param volume what will lie at {@code place}, from 0 on
   */
  public static List<Patch> patches(
      PatchBase disk,
      PartitionTable source,
      PartitionTable target,
      Region region,
      Extent place,
      PatchBase volume)
      throws IOException {
    if (region.kind() != Region.Kind.PARTITION || place.offset() == region.extent().offset()) {
      return List.of();
    }
    List<Patch> patches = new ArrayList<>(hidden(source, region, place, volume));
    Optional<Patch> core = GrubPointers.between(source, target).inPartition(disk, region.extent());
    core.ifPresent(patches::add);
    return patches.stream().filter(patch -> patch.end() <= place.length()).toList();
  }

  private static List<Patch> hidden(
      PartitionTable source, Region region, Extent place, PatchBase volume) throws IOException {
    long unit = source.sectorSize().bytes();
    HiddenSectors hidden =
        new HiddenSectors(region.extent().offset() / unit, place.offset() / unit);
    if (region.content() instanceof Content.Fat) {
      return hidden.inFat(volume);
    }
    return region.content().name().equals("ntfs") ? hidden.inNtfs(volume) : List.of();
  }
}
