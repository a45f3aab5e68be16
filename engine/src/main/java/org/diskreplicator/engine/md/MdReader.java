package org.diskreplicator.engine.md;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;
import org.diskreplicator.engine.volume.LayerReader;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * Finds the volume in each member of a mirror (RAID1) of Linux software RAID. A member that is in
 * sync holds all of the volume by itself, so no other member is asked; two members on one disk are
 * two volumes. All that lies around the volume is used.
 */
public final class MdReader implements LayerReader {
  @Override
  public Set<String> contents() {
    return Set.of("linux_raid_member");
  }

  @Override
  public Found read(List<Member> members) {
    List<UsedMap> maps = new ArrayList<>();
    List<Volume> volumes = new ArrayList<>();
    for (Member member : members) {
      try {
        MdSuperblock superblock = MdSuperblock.read(member);
        volumes.add(volume(member, superblock));
        maps.add(map(member, superblock));
      } catch (UnsoundLayerException e) {
        maps.add(e.allUsed(member.size()));
      }
    }
    return new Found(maps, volumes);
  }

  private static UsedMap map(Member member, MdSuperblock superblock) {
    String reason = "a member in sync of the mirror " + superblock.id() + ", looked at as a volume";
    return UsedMap.allUsed(member.size(), ContentState.CLEAN, reason);
  }

  private static Volume volume(Member member, MdSuperblock superblock) {
    Extent data = superblock.data();
    return new Volume(
        name(member, superblock),
        data.length(),
        Optional.of(Placement.Composed.linear(member.placement(), data)),
        new Content.Unknown(),
        UsedMap.allUsed(data.length(), ContentState.UNKNOWN, "nothing known lies in it"));
  }

  private static String name(Member member, MdSuperblock superblock) {
    return "md " + superblock.id() + " of " + member.title();
  }
}
