package org.diskreplicator.engine.md;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * What a member says of its mirror.
 *
 * @param id first eight digits of the array's UUID, as mdadm prints it
 * @param data the bytes of the member that are the volume
 */
record MdSuperblock(String id, Extent data) {
  static final int MAGIC = 0xa92b4efc;
  static final int SECTOR = 512;

  /**
   * Looks at all four places where a superblock may be. Two of them are left over from another use
   * of the disk, and nobody here knows which one counts.
   */
  static MdSuperblock read(Member member) throws UnsoundLayerException {
    List<MdSuperblock> found = new ArrayList<>();
    List<Long> places = List.of(0L, 4096L, VersionOne.placeAtEnd(member.size()));
    for (long place : places) {
      Optional<VersionOne> one = VersionOne.at(member, place);
      if (one.isPresent()) {
        found.add(one.get().mirror(member));
      }
    }
    Optional<VersionZero> zero = VersionZero.of(member);
    if (zero.isPresent()) {
      found.add(zero.get().mirror());
    }
    if (found.size() != 1) {
      throw UnsoundLayerException.damaged(
          found.isEmpty() ? "it has no superblock of md" : "it has two superblocks of md");
    }
    return found.get(0);
  }

  static void require(boolean known, String otherwise) throws UnsoundLayerException {
    if (!known) {
      throw UnsoundLayerException.unsupported(otherwise);
    }
  }

  static void requireSound(boolean sound, String otherwise) throws UnsoundLayerException {
    if (!sound) {
      throw UnsoundLayerException.damaged(otherwise);
    }
  }
}
