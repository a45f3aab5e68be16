package org.diskreplicator.engine.btrfs;

import java.util.Optional;

/** How the bytes of a chunk are spread over its stripes. */
enum Profile {
  /** Each stripe is a whole copy: single, DUP, RAID1, RAID1C3 and RAID1C4. */
  WHOLE,
  /** Stripes take turns: RAID0. */
  STRIPED,
  /** Groups of equal stripes take turns: RAID10. */
  MIRRORED,
  /** Stripes take turns, and one of them holds parity: RAID5. */
  ONE_PARITY,
  /** The same with two: RAID6. */
  TWO_PARITIES;

  /** What one stripe takes before the next one has its turn. */
  static final long TURN = 64 << 10;

  /** Data, system, metadata; all profiles up to RAID1C4. */
  private static final long KNOWN = 0x7ff;

  /** The profile by a chunk's flags, if they are known. */
  static Optional<Profile> of(long flags) {
    if ((flags & ~KNOWN) != 0) {
      return Optional.empty();
    }
    long spreading = flags & (1 << 3 | 1 << 6 | 1 << 7 | 1 << 8);
    return switch ((int) spreading) {
      case 0 -> Optional.of(WHOLE);
      case 1 << 3 -> Optional.of(STRIPED);
      case 1 << 6 -> Optional.of(MIRRORED);
      case 1 << 7 -> Optional.of(ONE_PARITY);
      case 1 << 8 -> Optional.of(TWO_PARITIES);
      default -> Optional.empty();
    };
  }

  /**
   * How many stripes hold different data, which is none when it does not work out.
   *
   * @param group stripes of RAID10 that are equal
   */
  int differing(int stripes, int group) {
    return switch (this) {
      case WHOLE -> 1;
      case STRIPED -> stripes;
      case MIRRORED -> group > 0 && stripes % group == 0 ? stripes / group : 0;
      case ONE_PARITY -> stripes - 1;
      case TWO_PARITIES -> stripes - 2;
    };
  }

  boolean hasParity() {
    return this == ONE_PARITY || this == TWO_PARITIES;
  }
}
