package org.diskreplicator.engine.lvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;

/** Places the volumes of a group whose segments were looked at by {@link GroupMap}. */
final class GroupVolumes {
  private final VolumeGroup group;
  private final List<String> names;
  private final List<Placement> members;

  /** By a word in a segment: the volume that the segment is of. */
  private final Map<String, String> naming = new HashMap<>();

  /**
   * Of one group.
   *
   * @param present its physical volumes on this disk, by the names that segments use
   */
  GroupVolumes(VolumeGroup group, Map<String, PhysicalVolume> present) {
    this.group = group;
    this.names = List.copyOf(present.keySet());
    this.members =
        names.stream().map(name -> present.get(name)).map(one -> one.member().placement()).toList();
    for (LogicalVolume volume : group.volumes()) {
      for (LogicalVolume.Segment segment : volume.segments()) {
        segment.words().forEach(word -> naming.put(word, volume.name()));
      }
    }
  }

  /** All of them; those that cannot be placed with the reason. */
  List<Volume> find() {
    return group.volumes().stream().map(this::volume).toList();
  }

  private Volume volume(LogicalVolume volume) {
    long size = volume.extents() * group.extent();
    Optional<String> obstacle = obstacle(volume);
    Optional<Placement> placement =
        obstacle.isPresent() ? Optional.empty() : Optional.of(placement(volume));
    return new Volume(
        group.name() + "/" + volume.name(),
        size,
        placement,
        new Content.Unknown(),
        UsedMap.allUsed(size, ContentState.UNKNOWN, obstacle.orElse("nothing known lies in it")));
  }

  private Optional<String> obstacle(LogicalVolume volume) {
    if (volume.obstacle().isPresent()) {
      return volume.obstacle();
    }
    // A snapshot reads what its origin has, a thin pool what its parts have, and so on.
    String above = naming.get(volume.name());
    if (above != null) {
      return Optional.of("volume " + above + " needs each byte of it");
    }
    if (!volume.visible()) {
      return Optional.of("it is a part of another volume");
    }
    return volume.segments().stream().flatMap(one -> obstacle(one).stream()).findFirst();
  }

  private Optional<String> obstacle(LogicalVolume.Segment segment) {
    if (segment.columns().stream().anyMatch(column -> !names.contains(column.store()))) {
      return Optional.of("a part of it lies on another disk");
    }
    return segment.columns().size() == 1 || isEven(segment)
        ? Optional.empty()
        : Optional.of("its stripes are of a size that is unknown here");
  }

  private boolean isEven(LogicalVolume.Segment segment) {
    long stripe = segment.stripeSectors() * VolumeGroup.SECTOR;
    long column = segment.extents() / segment.columns().size() * group.extent();
    return stripe > 0 && Long.bitCount(stripe) == 1 && column % stripe == 0;
  }

  private Placement placement(LogicalVolume volume) {
    List<Placement.Run> runs = new ArrayList<>();
    for (LogicalVolume.Segment segment : volume.segments()) {
      List<Placement.Column> columns = segment.columns().stream().map(this::column).toList();
      long length = segment.extents() * group.extent();
      long stripe = columns.size() == 1 ? length : segment.stripeSectors() * VolumeGroup.SECTOR;
      runs.add(new Placement.Run(segment.start() * group.extent(), length, stripe, columns));
    }
    return new Placement.Composed(members, runs);
  }

  private Placement.Column column(LogicalVolume.Column column) {
    VolumeGroup.Store store = group.stores().get(column.store());
    if (store == null) {
      throw new IllegalStateException("no physical volume " + column.store());
    }
    return new Placement.Column(
        names.indexOf(column.store()), store.start() + column.extent() * group.extent());
  }
}
