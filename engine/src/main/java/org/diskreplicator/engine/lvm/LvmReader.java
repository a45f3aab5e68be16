package org.diskreplicator.engine.lvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.volume.LayerReader;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/** Finds the volumes of LVM2 in its physical volumes. */
public final class LvmReader implements LayerReader {
  @Override
  public Set<String> contents() {
    return Set.of("LVM2_member");
  }

  @Override
  public Found read(List<Member> members) {
    Reading reading = new Reading();
    members.forEach(reading::add);
    reading.groups();
    return new Found(members.stream().map(reading::map).toList(), reading.volumes);
  }

  /** One look at all members. */
  private static final class Reading {
    private final Map<Member, UsedMap> maps = new LinkedHashMap<>();
    private final List<Volume> volumes = new ArrayList<>();
    private final List<PhysicalVolume> sound = new ArrayList<>();

    /** By the name of a group: how many have it. */
    private final Map<String, Integer> names = new LinkedHashMap<>();

    void add(Member member) {
      try {
        sound.add(PhysicalVolume.read(member));
      } catch (UnsoundLayerException e) {
        maps.put(member, e.allUsed(member.size()));
      }
    }

    UsedMap map(Member member) {
      UsedMap map = maps.get(member);
      return map != null
          ? map
          : UsedMap.allUsed(
              member.size(), ContentState.UNKNOWN, "it belongs to no volume group on this disk");
    }

    void groups() {
      boolean unread = !maps.isEmpty();
      Map<String, Described> described = new LinkedHashMap<>();
      for (PhysicalVolume one : sound) {
        one.text().ifPresent(text -> describe(text, one, described));
      }
      for (Described group : described.values()) {
        List<PhysicalVolume> members =
            sound.stream()
                .filter(one -> group.owns(one) && !maps.containsKey(one.member()))
                .toList();
        try {
          requireKnown(unread);
          group.requireOneText();
          read(named(group.group()), members);
        } catch (UnsoundLayerException e) {
          members.forEach(one -> maps.put(one.member(), e.allUsed(one.member().size())));
        }
      }
    }

    /** One that cannot be read may have newer metadata. */
    private static void requireKnown(boolean unread) throws UnsoundLayerException {
      if (unread) {
        throw UnsoundLayerException.damaged(
            "another physical volume of this disk cannot be read, and may know better");
      }
    }

    private void describe(String text, PhysicalVolume one, Map<String, Described> described) {
      try {
        VolumeGroup group = VolumeGroup.parse(text);
        described.computeIfAbsent(group.id(), id -> new Described(group)).add(one.texts());
      } catch (UnsoundLayerException e) {
        maps.put(one.member(), e.allUsed(one.member().size()));
      }
    }

    private void read(VolumeGroup group, List<PhysicalVolume> members)
        throws UnsoundLayerException {
      GroupMap map = GroupMap.of(group, members);
      Map<Member, UsedMap> found = new LinkedHashMap<>();
      for (PhysicalVolume one : members) {
        found.put(one.member(), map.map(one));
      }
      volumes.addAll(new GroupVolumes(group, map.present()).find());
      maps.putAll(found);
    }

    /** LVM itself tells groups of one name apart by their identifiers only. */
    private VolumeGroup named(VolumeGroup group) {
      int count = names.merge(group.name(), 1, Integer::sum);
      return count == 1 ? group : group.named(group.name() + "-" + group.id().substring(0, 6));
    }
  }
}
