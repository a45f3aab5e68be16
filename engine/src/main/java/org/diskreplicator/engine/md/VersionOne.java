package org.diskreplicator.engine.md;

import static org.diskreplicator.engine.md.MdSuperblock.MAGIC;
import static org.diskreplicator.engine.md.MdSuperblock.SECTOR;
import static org.diskreplicator.engine.md.MdSuperblock.require;
import static org.diskreplicator.engine.md.MdSuperblock.requireSound;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.MemberBytes;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * A superblock of version 1.0, 1.1 or 1.2, which differ in their place only. Source: Linux,
 * include/uapi/linux/raid/md_p.h, {@code struct mdp_superblock_1}, and super_1_load in
 * drivers/md/md.c.
 *
 * @param place byte of the member at which it lies
 */
record VersionOne(long place, ByteBuffer bytes) {
  private static final int LENGTH = 4096;
  private static final int FEATURES = 8;
  private static final int UUID = 16;
  private static final int LEVEL = 72;
  private static final int SIZE = 80;
  private static final int MEMBERS = 92;
  private static final int BITMAP = 96;
  private static final int DATA_START = 128;
  private static final int DATA_SIZE = 136;
  private static final int PLACE = 144;
  private static final int NUMBER = 160;
  private static final int FLAGS = 184;
  private static final int BAD_BLOCKS = 188;
  private static final int RESYNC = 208;
  private static final int CHECKSUM = 216;
  private static final int ROLES_COUNT = 220;
  private static final int ROLES = 256;
  private static final int MOST_ROLES = (LENGTH - ROLES) / Short.BYTES;

  /** A write-intent bitmap; every other feature says that something is going on, or known bad. */
  private static final int HAS_BITMAP = 1;

  /** Write-mostly and fail-fast, which say how members are used, not what is in them. */
  private static final int KNOWN_FLAGS = 3;

  private static final long CLEAN = -1;

  /** 1 EiB in sectors; sums of two such numbers do not overflow as bytes. */
  private static final long MOST_SECTORS = 1L << 51;

  /** Where version 1.0 lies: at least 8 KiB before the end, and 4 KiB aligned. */
  static long placeAtEnd(long size) {
    return ((size / SECTOR - 16) & ~7L) * SECTOR;
  }

  /** The superblock there; empty when there is none. */
  static Optional<VersionOne> at(Member member, long place) throws UnsoundLayerException {
    if (place < 0 || place > member.size() - LENGTH) {
      return Optional.empty();
    }
    ByteBuffer bytes = MemberBytes.read(member, place, LENGTH);
    boolean present = bytes.getInt(0) == MAGIC && bytes.getInt(4) == 1;
    return present ? Optional.of(new VersionOne(place, bytes)) : Optional.empty();
  }

  MdSuperblock mirror(Member member) throws UnsoundLayerException {
    int roles = bytes.getInt(ROLES_COUNT);
    requireSound(roles > 0 && roles <= MOST_ROLES, "its superblock is damaged");
    requireSound(
        bytes.getInt(CHECKSUM) == checksum(roles), "its superblock does not have its checksum");
    requireSound(bytes.getLong(PLACE) == place / SECTOR, "its superblock is not where it belongs");
    require(bytes.getInt(LEVEL) == 1, "it is no member of a mirror (RAID1)");
    require(
        (bytes.getInt(FEATURES) & ~HAS_BITMAP) == 0,
        "its array is being rebuilt or reshaped, or has bad blocks, a journal or the like");
    require((bytes.get(FLAGS) & ~KNOWN_FLAGS) == 0, "it has flags that are unknown here");
    require(bytes.getLong(RESYNC) == CLEAN, "its array was not stopped cleanly");
    requireActive(roles);
    return new MdSuperblock(id(), data(member));
  }

  /** The sum of all numbers of 32 bits, and a last one of 16, but for itself. */
  private int checksum(int roles) {
    long sum = -Integer.toUnsignedLong(bytes.getInt(CHECKSUM));
    int end = ROLES + roles * Short.BYTES;
    for (int at = 0; at + Integer.BYTES <= end; at += Integer.BYTES) {
      sum += Integer.toUnsignedLong(bytes.getInt(at));
    }
    if (end % Integer.BYTES != 0) {
      sum += Short.toUnsignedLong(bytes.getShort(end - Short.BYTES));
    }
    return (int) (sum + (sum >>> 32));
  }

  private void requireActive(int roles) throws UnsoundLayerException {
    int number = bytes.getInt(NUMBER);
    requireSound(number >= 0 && number < roles, "its superblock is damaged");
    int role = Short.toUnsignedInt(bytes.getShort(ROLES + number * Short.BYTES));
    require(
        role < Integer.toUnsignedLong(bytes.getInt(MEMBERS)),
        "it is a spare, or failed, or a journal");
  }

  private String id() {
    return "%02x%02x%02x%02x"
        .formatted(bytes.get(UUID), bytes.get(UUID + 1), bytes.get(UUID + 2), bytes.get(UUID + 3));
  }

  private Extent data(Member member) throws UnsoundLayerException {
    long start = bytes.getLong(DATA_START);
    long room = bytes.getLong(DATA_SIZE);
    long size = bytes.getLong(SIZE);
    boolean possible =
        isPossible(start)
            && isPossible(room)
            && size > 0
            && size <= room
            && (start + room) * SECTOR <= member.size();
    requireSound(possible, "its superblock places the data behind its end");
    Extent data = new Extent(start * SECTOR, size * SECTOR);
    boolean apart =
        !data.overlaps(new Extent(place, LENGTH))
            && isApart(data, BITMAP)
            && isApart(data, BAD_BLOCKS);
    requireSound(apart, "its superblock, or a list of it, lies in the data");
    return data;
  }

  private static boolean isPossible(long sectors) {
    return sectors >= 0 && sectors <= MOST_SECTORS;
  }

  /** Bitmap and bad blocks begin so many sectors from the superblock; none where that is 0. */
  private boolean isApart(Extent data, int field) {
    int distance = bytes.getInt(field);
    long start = place + (long) distance * SECTOR;
    return distance == 0 || (start >= 0 && !data.overlaps(new Extent(start, SECTOR)));
  }
}
