package org.diskreplicator.engine.model;

/** A file system's own full read-only check, which decides whether its map may be trusted. */
public enum FullCheck {
  /** {@code e2fsck -fn}. */
  EXT,
  /** {@code fsck.fat -n}. */
  FAT,
  /** {@code fsck.exfat -n}. */
  EXFAT,
  /** {@code xfs_repair -n}. */
  XFS,
  /** {@code btrfs check --readonly}. */
  BTRFS,
  /** {@code ntfsresize --info}, which counts the clusters of all files. */
  NTFS,
  /** {@code fsck.f2fs --dry-run}. */
  F2FS,
  /** {@code fsck.minix --force}. */
  MINIX,
  /** {@code apfsck -c -u}. */
  APFS,
  /** {@code fsck.reiser4 --check}, which writes to what it checks. */
  REISER4;

  /**
   * Whether the area has to be shown as a file of its own, as volumes always have. e2fsck alone can
   * start at an offset. fsck.f2fs, ntfsresize and xfs_logprint open for writing what they may write
   * to, or lock it, though they write nothing; so they never get the disk itself.
   */
  public boolean needsWindow(Area area) {
    return area instanceof Volume || (area instanceof Region region && needsOwnFile(region));
  }

  private boolean needsOwnFile(Region region) {
    return switch (this) {
      case EXT -> false;
      case F2FS, NTFS, XFS -> true;
      case FAT, EXFAT, BTRFS, MINIX, APFS, REISER4 -> region.kind() != Region.Kind.BARE;
    };
  }
}
