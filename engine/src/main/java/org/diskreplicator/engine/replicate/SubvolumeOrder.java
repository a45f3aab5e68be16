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
import org.diskreplicator.engine.port.BtrfsFileSystems.Access;
import org.diskreplicator.engine.port.BtrfsFileSystems.Subvolume;

/**
 * In which order subvolumes are made anew: what others are snapshots of comes before them.
 *
 * <p>One that was received must go on saying from where, or later changes could not be received. A
 * subvolume forgets that when it becomes writable, and a read-only one cannot be moved. So a
 * received one is made in its place, and those that lie in other subvolumes come last of all, when
 * these are writable.
 */
final class SubvolumeOrder {
  /** Number of the top level. */
  static final long TOP = 5;

  private final List<Subvolume> all;
  private final Map<String, Subvolume> byUuid = new LinkedHashMap<>();

  SubvolumeOrder(List<Subvolume> subvolumes) {
    all = new ArrayList<>(subvolumes);
    all.sort(Comparator.comparingLong(Subvolume::created).thenComparing(Subvolume::number));
    all.forEach(one -> byUuid.put(one.uuid(), one));
  }

  /** Whether it must keep on saying where it was received from; what holds others cannot. */
  boolean staysReceived(Subvolume subvolume) {
    return subvolume.access() == Access.READ_ONLY
        && subvolume.received().isPresent()
        && all.stream().noneMatch(other -> other.container() == subvolume.number());
  }

  private boolean comesLast(Subvolume subvolume) {
    return staysReceived(subvolume) && subvolume.container() != TOP;
  }

  /** Those that are made beside their places or in them, while nothing is writable yet. */
  List<Subvolume> first() {
    return parentsFirst(all.stream().filter(one -> !comesLast(one)).toList());
  }

  /** Those that are made in their places once these are writable. */
  List<Subvolume> last() {
    return parentsFirst(all.stream().filter(this::comesLast).toList());
  }

  /** Containers before what lies in them. */
  List<Subvolume> outermostFirst() {
    return all.stream()
        .sorted(Comparator.comparingInt((Subvolume one) -> one.path().getNameCount()))
        .toList();
  }

  private List<Subvolume> parentsFirst(List<Subvolume> some) {
    Set<Subvolume> ordered = new LinkedHashSet<>();
    some.forEach(one -> add(one, Set.copyOf(some), new HashSet<>(), ordered));
    return List.copyOf(ordered);
  }

  /** Damaged identifiers may name each other as parents, so a look is taken once. */
  private void add(
      Subvolume one, Set<Subvolume> some, Set<Subvolume> seen, Set<Subvolume> ordered) {
    if (seen.add(one)) {
      parent(one).ifPresent(parent -> add(parent, some, seen, ordered));
      if (some.contains(one)) {
        ordered.add(one);
      }
    }
  }

  /** All, such that what others are snapshots of comes before them. */
  List<Subvolume> parentsFirst() {
    return parentsFirst(all);
  }

  /** What it is a snapshot of, unless that is gone. */
  Optional<Subvolume> parent(Subvolume one) {
    return one.parent().map(byUuid::get).filter(parent -> parent != one);
  }

  /** Of several snapshots of something that is gone, the one before it. */
  Optional<Subvolume> sibling(Subvolume one, List<Subvolume> before) {
    return before.stream()
        .filter(other -> other.parent().isPresent() && other.parent().equals(one.parent()))
        .reduce((earlier, later) -> later);
  }
}
