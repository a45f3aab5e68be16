package org.diskreplicator.engine.lvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/** Which extents of the physical volumes on this disk the volumes of a group take. */
final class GroupMap {
  /** No group has more extents than that: 2 EiB in the smallest ones. */
  private static final long MOST_EXTENTS = 1L << 32;

  private final VolumeGroup group;

  /** The physical volumes that are on this disk, by the names that segments use. */
  private final Map<String, PhysicalVolume> present = new LinkedHashMap<>();

  private final Set<String> names;

  /** Extents that are taken, of all physical volumes, in numbers of extents. */
  private final Map<String, List<Extent>> taken = new HashMap<>();

  private GroupMap(VolumeGroup group) {
    this.group = group;
    this.names =
        group.volumes().stream().map(LogicalVolume::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Looks at all segments.
   *
   * @throws UnsoundLayerException when they contradict each other, or the physical volumes
   */
  static GroupMap of(VolumeGroup group, List<PhysicalVolume> members) throws UnsoundLayerException {
    GroupMap map = new GroupMap(group);
    for (PhysicalVolume member : members) {
      map.place(member);
    }
    for (LogicalVolume volume : group.volumes()) {
      for (LogicalVolume.Segment segment : volume.segments()) {
        map.take(segment);
      }
    }
    map.requireDisjoint();
    return map;
  }

  private void place(PhysicalVolume member) throws UnsoundLayerException {
    Optional<String> name =
        group.stores().entrySet().stream()
            .filter(store -> store.getValue().uuid().equals(member.uuid()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (name.isEmpty() || present.put(name.get(), member) != null) {
      throw UnsoundLayerException.damaged("its metadata does not know it, or knows it twice");
    }
    VolumeGroup.Store store = store(name.get());
    if (store.state() == VolumeGroup.State.MISSING) {
      throw UnsoundLayerException.unsupported("its group takes it for missing");
    }
    long size = member.member().size();
    if (store.extents() > MOST_EXTENTS
        || store.start() > size
        || store.size() > size
        || store.extents() > (size - store.start()) / group.extent()) {
      throw UnsoundLayerException.damaged("its metadata takes it for larger than it is");
    }
    Extent data = Extent.between(store.start(), store.start() + store.extents() * group.extent());
    if (member.metadata().stream().anyMatch(data::overlaps)) {
      throw UnsoundLayerException.damaged("metadata lies where its extents are");
    }
  }

  private VolumeGroup.Store store(String name) throws UnsoundLayerException {
    VolumeGroup.Store store = group.stores().get(name);
    if (store == null) {
      throw UnsoundLayerException.damaged("its metadata names a physical volume that is not there");
    }
    return store;
  }

  /**
   * Of all types only {@code striped} names physical volumes; pvmove's mirrors do too, and then
   * nobody here knows which extents are taken.
   */
  private void take(LogicalVolume.Segment segment) throws UnsoundLayerException {
    if (!segment.isPlain()) {
      if (segment.words().stream().anyMatch(group.stores()::containsKey)) {
        throw UnsoundLayerException.unsupported("extents of its group are being moved");
      }
      return;
    }
    for (LogicalVolume.Column column : segment.columns()) {
      // As LVM reads it: a volume may bear the name by which metadata knows a physical volume.
      boolean isVolume =
          names.contains(column.store()) && !group.stores().containsKey(column.store());
      if (!isVolume) {
        take(column, segment.extents() / segment.columns().size());
      }
    }
  }

  private void take(LogicalVolume.Column column, long extents) throws UnsoundLayerException {
    if (extents > store(column.store()).extents() - column.extent()) {
      throw UnsoundLayerException.damaged("a volume of its group lies behind its end");
    }
    taken
        .computeIfAbsent(column.store(), name -> new ArrayList<>())
        .add(new Extent(column.extent(), extents));
  }

  private void requireDisjoint() throws UnsoundLayerException {
    for (List<Extent> all : taken.values()) {
      long sum = all.stream().mapToLong(Extent::length).sum();
      if (ExtentSet.of(all).totalBytes() != sum) {
        throw UnsoundLayerException.damaged("volumes of its group overlap");
      }
    }
  }

  /** What no volume takes of a physical volume. */
  UsedMap map(PhysicalVolume member) throws UnsoundLayerException {
    String name =
        present.entrySet().stream()
            .filter(one -> one.getValue().equals(member))
            .findFirst()
            .orElseThrow()
            .getKey();
    VolumeGroup.Store store = store(name);
    ExtentSet used = ExtentSet.of(taken.getOrDefault(name, List.of()));
    ExtentSet.Builder free = ExtentSet.builder();
    used.complement(store.extents())
        .toList()
        .forEach(run -> free.add(place(store, run.offset()), place(store, run.end())));
    String reason =
        "of %d extents of group %s volumes take %d"
            .formatted(store.extents(), group.name(), used.totalBytes());
    return new UsedMap(
        member.member().size(), free.build(), ContentState.CLEAN, Optional.empty(), reason);
  }

  private long place(VolumeGroup.Store store, long extent) {
    return store.start() + extent * group.extent();
  }

  /** The physical volumes that are on this disk, by the names that segments use. */
  Map<String, PhysicalVolume> present() {
    return present;
  }
}
