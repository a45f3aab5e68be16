package org.diskreplicator.engine.volume;

import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.model.Volume;

/** Knows the structures of one kind of layer that makes volumes of members. */
public interface LayerReader {
  /** What blkid calls its members. */
  Set<String> contents();

  /**
   * Reads all members of this kind that are known. What cannot be trusted comes back as used, with
   * the reason; it is never an exception.
   */
  Found read(List<Member> members);

  /**
   * What members make.
   *
   * @param maps of the members, in their order: what the layer itself leaves free in them
   * @param volumes with unknown contents, all used: whoever asked finds out what is in those that
   *     have a placement; no two share a byte
   */
  record Found(List<UsedMap> maps, List<Volume> volumes) {
    public Found {
      maps = List.copyOf(maps);
      volumes = List.copyOf(volumes);
    }
  }
}
