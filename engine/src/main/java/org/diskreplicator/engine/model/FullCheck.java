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
  APFS;

  /**
   * Whether the region has to be shown as a file: e2fsck alone can start at an offset, and
   * fsck.f2fs opens for writing what it may write to, though it writes nothing. ntfsresize locks
   * the file as POSIX has it, and qemu-img, which then copies, takes that for somebody who writes.
   */
  public boolean needsWindow(Region region) {
    return this == F2FS || this == NTFS || (this != EXT && region.kind() != Region.Kind.BARE);
  }
}
