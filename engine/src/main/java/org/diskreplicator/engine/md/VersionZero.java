package org.diskreplicator.engine.md;

import static org.diskreplicator.engine.md.MdSuperblock.MAGIC;
import static org.diskreplicator.engine.md.MdSuperblock.require;
import static org.diskreplicator.engine.md.MdSuperblock.requireSound;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.MemberBytes;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * A superblock of version 0.90, which lies behind the data, as a little-endian machine writes it.
 * Source: Linux, include/uapi/linux/raid/md_p.h, {@code struct mdp_superblock_s}; fields are
 * numbered in words of 4 bytes.
 *
 * @param place byte of the member at which it lies
 */
record VersionZero(long place, ByteBuffer bytes) {
  private static final int LENGTH = 4096;
  private static final long RESERVED = 64 << 10;
  private static final int WORDS = LENGTH / Integer.BYTES;
  private static final int MINOR = 2;
  private static final int UUID = 5;
  private static final int LEVEL = 7;
  private static final int SIZE = 8;
  private static final int MEMBERS = 10;
  private static final int NOT_PERSISTENT = 12;
  private static final int STATE = 33;
  private static final int CHECKSUM = 38;
  private static final int THIS_MEMBER = 992;
  private static final int ROLE = 3;
  private static final int MEMBER_STATE = 4;

  /** 91 stands for an array that is being reshaped. */
  private static final int USUAL = 90;

  private static final int CLEAN = 1;
  private static final int HAS_BITMAP = 1 << 8;
  private static final int IN_SYNC = 1 << 1 | 1 << 2;

  /** Write-mostly and fail-fast, which say how members are used, not what is in them. */
  private static final int WAYS_OF_USE = 1 << 9 | 1 << 10;

  /** The superblock of a member; empty when there is none. */
  static Optional<VersionZero> of(Member member) throws UnsoundLayerException {
    long place = member.size() / RESERVED * RESERVED - RESERVED;
    if (place < 0) {
      return Optional.empty();
    }
    ByteBuffer bytes = MemberBytes.read(member, place, LENGTH);
    boolean present = bytes.getInt(0) == MAGIC && bytes.getInt(Integer.BYTES) == 0;
    return present ? Optional.of(new VersionZero(place, bytes)) : Optional.empty();
  }

  MdSuperblock mirror() throws UnsoundLayerException {
    requireSound(word(CHECKSUM) == checksum(), "its superblock does not have its checksum");
    require(word(LEVEL) == 1, "it is no member of a mirror (RAID1)");
    require(
        word(MINOR) == USUAL && word(NOT_PERSISTENT) == 0,
        "its array is being reshaped, or of a kind that is unknown here");
    require(
        (word(STATE) | HAS_BITMAP) == (CLEAN | HAS_BITMAP), "its array was not stopped cleanly");
    boolean active =
        (word(THIS_MEMBER + MEMBER_STATE) & ~WAYS_OF_USE) == IN_SYNC
            && Integer.compareUnsigned(word(THIS_MEMBER + ROLE), word(MEMBERS)) < 0;
    require(active, "it is a spare, or failed, or being rebuilt");
    long size = Integer.toUnsignedLong(word(SIZE)) << 10;
    requireSound(size > 0 && size <= place, "its superblock places the data behind its end");
    return new MdSuperblock("%08x".formatted(word(UUID)), new Extent(0, size));
  }

  private int word(int number) {
    return bytes.getInt(number * Integer.BYTES);
  }

  private int checksum() {
    long sum = -Integer.toUnsignedLong(word(CHECKSUM));
    for (int i = 0; i < WORDS; i++) {
      sum += Integer.toUnsignedLong(word(i));
    }
    return (int) (sum + (sum >>> 32));
  }
}
