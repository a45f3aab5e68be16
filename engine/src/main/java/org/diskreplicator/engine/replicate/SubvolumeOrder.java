package org.diskreplicator.engine.replicate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.port.BtrfsFileSystems.Subvolume;

/** In which order subvolumes are made anew: what others are snapshots of comes before them. */
final class SubvolumeOrder {
  private final List<Subvolume> all;
  private final Map<String, Subvolume> byUuid = new LinkedHashMap<>();

  SubvolumeOrder(List<Subvolume> subvolumes) {
    all = new ArrayList<>(subvolumes);
    all.sort(Comparator.comparingLong(Subvolume::created).thenComparing(Subvolume::number));
    all.forEach(one -> byUuid.put(one.uuid(), one));
  }

  /** Containers before what lies in them. */
  List<Subvolume> outermostFirst() {
    return all.stream()
        .sorted(Comparator.comparingInt((Subvolume one) -> one.path().getNameCount()))
        .toList();
  }

  /** All, such that what others are snapshots of comes before them. */
  List<Subvolume> parentsFirst() {
    Set<Subvolume> ordered = new LinkedHashSet<>();
    all.forEach(one -> add(one, new HashSet<>(), ordered));
    return List.copyOf(ordered);
  }

  /** Damaged identifiers may name each other as parents, so each is looked at once. */
  private void add(Subvolume one, Set<Subvolume> seen, Set<Subvolume> ordered) {
    if (seen.add(one)) {
      parent(one).ifPresent(parent -> add(parent, seen, ordered));
      ordered.add(one);
    }
  }

  /** What it is a snapshot of, unless that is gone. */
  Optional<Subvolume> parent(Subvolume one) {
    return one.parent().map(byUuid::get).filter(parent -> !parent.equals(one));
  }

  /** Of several snapshots of something that is gone, the one before it. */
  Optional<Subvolume> sibling(Subvolume one, List<Subvolume> before) {
    return before.stream()
        .filter(other -> other.parent().isPresent() && other.parent().equals(one.parent()))
        .reduce((earlier, later) -> later);
  }
}
