package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.port.SignatureProbe;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.volume.Keyring;
import org.diskreplicator.engine.volume.LayerReader;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.PlacedBytes;

/**
 * Finds the volumes that layers make of regions, and of volumes again, and what they hold.
 *
 * <p>Layers are asked in the order in which they are given, each one when none before it has
 * members left; so the layer that joins members, LVM, comes last.
 */
public final class VolumeFinder {
  /** Finds nothing. */
  public static final VolumeFinder NONE = new VolumeFinder(List.of(), new Keyring());

  /** A real disk has two or three layers above each other; a hostile one may have any number. */
  private static final int MOST_ROUNDS = 16;

  private final List<LayerReader> layers;
  private final Keyring keys;

  public VolumeFinder(List<LayerReader> layers, Keyring keys) {
    this.layers = List.copyOf(layers);
    this.keys = keys;
  }

  /** The regions, with what layers leave free in them, and the volumes. */
  record Found(List<Region> regions, List<Volume> volumes) {}

  /** What finds out what a volume holds. */
  record Eyes(Windows windows, SignatureProbe probe, RegionMapper mapper) {}

  /** Looks for volumes in the regions of a disk that is readable as a file. */
  Found find(Path disk, List<Region> regions, Eyes eyes) {
    if (regions.stream().noneMatch(this::isMember)) {
      return new Found(regions, List.of());
    }
    try (FileChannel channel = FileChannel.open(disk)) {
      Search search = new Search(disk, channel, regions, eyes);
      search.run();
      return search.found();
    } catch (IOException e) {
      throw new InputOutputException("reading volumes of '" + disk + "'", e);
    }
  }

  private boolean isMember(Area area) {
    return layers.stream().anyMatch(layer -> isMember(layer, area));
  }

  /** What is in doubt for another reason, such as an overlap of partitions, is left alone. */
  private static boolean isMember(LayerReader layer, Area area) {
    return layer.contents().contains(area.content().name())
        && area.usedMap().state() == ContentState.UNKNOWN
        && placement(area).isPresent();
  }

  private static Optional<Placement> placement(Area area) {
    return area instanceof Volume volume
        ? volume.placement()
        : Optional.of(new Placement.Direct(((Region) area).extent()));
  }

  /** One search. */
  private final class Search {
    private final Path disk;
    private final FileChannel channel;
    private final Eyes eyes;
    private final int regions;
    private final List<Area> areas;
    private final List<Integer> waiting = new ArrayList<>();

    Search(Path disk, FileChannel channel, List<Region> regions, Eyes eyes) {
      this.disk = disk;
      this.channel = channel;
      this.eyes = eyes;
      this.regions = regions.size();
      this.areas = new ArrayList<>(regions);
      IntStream.range(0, areas.size()).forEach(waiting::add);
    }

    void run() {
      for (int round = 0; round < MOST_ROUNDS; round++) {
        Optional<LayerReader> next =
            layers.stream().filter(layer -> !membersOf(layer).isEmpty()).findFirst();
        if (next.isEmpty()) {
          return;
        }
        read(next.get());
      }
    }

    private List<Integer> membersOf(LayerReader layer) {
      return waiting.stream().filter(index -> isMember(layer, areas.get(index))).toList();
    }

    private void read(LayerReader layer) {
      List<Integer> members = membersOf(layer);
      LayerReader.Found found = believable(layer.read(members.stream().map(this::member).toList()));
      waiting.removeAll(members);
      for (int i = 0; i < members.size(); i++) {
        areas.set(members.get(i), with(areas.get(members.get(i)), found.maps().get(i)));
      }
      for (Volume volume : found.volumes()) {
        waiting.add(areas.size());
        areas.add(volume.placement().map(place -> identified(volume, place)).orElse(volume));
      }
    }

    private Member member(int index) {
      Area area = areas.get(index);
      Placement placement = placement(area).orElseThrow();
      return new Member(
          area.title(), area.content(), placement, PlacedBytes.of(placement, channel, keys));
    }

    private Volume identified(Volume volume, Placement placement) {
      try {
        Path window = eyes.windows().volume(disk, placement).path();
        Extent whole = new Extent(0, volume.size());
        Signature signature = eyes.probe().probe(window, whole);
        Content content = Content.of(signature);
        return signature.tableType().isPresent()
            ? volume.with(
                new Content.Unknown(), used(volume, "its partition table is not looked into"))
            : volume.with(content, eyes.mapper().read(content, window, whole));
      } catch (MissingPrerequisiteException e) {
        return volume.with(
            volume.content(), used(volume, "it cannot be shown here: " + e.getMessage()));
      }
    }

    Found found() {
      return new Found(
          areas.subList(0, regions).stream().map(Region.class::cast).toList(),
          areas.subList(regions, areas.size()).stream().map(Volume.class::cast).toList());
    }
  }

  private static UsedMap used(Volume volume, String reason) {
    return UsedMap.allUsed(volume.size(), ContentState.UNKNOWN, reason);
  }

  private static Area with(Area area, UsedMap map) {
    return area instanceof Volume volume
        ? volume.with(volume.content(), map)
        : ((Region) area).with(map);
  }

  /** Bytes that two volumes claim may be free in one and used in the other: all are used then. */
  private static LayerReader.Found believable(LayerReader.Found found) {
    ExtentSet claimed = ExtentSet.empty();
    for (Volume volume : found.volumes()) {
      ExtentSet own = volume.onDisk();
      if (!own.intersect(claimed).isEmpty()) {
        return new LayerReader.Found(
            found.maps().stream()
                .map(map -> UsedMap.allUsed(map.size(), ContentState.DAMAGED, "volumes overlap"))
                .toList(),
            found.volumes().stream()
                .map(
                    one ->
                        new Volume(
                            one.name(),
                            one.size(),
                            Optional.empty(),
                            one.content(),
                            used(one, "it overlaps another volume")))
                .toList());
      }
      claimed = claimed.union(own);
    }
    return found;
  }
}
