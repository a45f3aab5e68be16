package org.diskreplicator.it.sandbox;

/** What is looked at on a copy. */
enum Proof {
  /** The source's file is as it was. */
  SOURCE("source"),
  /** Nothing but the copy is left of the run. */
  LEFTOVERS("leftovers"),
  /** Format, virtual size, and {@code qemu-img check}. */
  IMAGE("image"),
  /** {@code sfdisk --dump}. */
  TABLE("table"),
  /** {@code blkid -p} of the disk and of each partition. */
  IDENTITY("identity"),
  /** {@code e2fsck -fn} and {@code fsck.fat -n} say the same as of the source. */
  CHECK("check"),
  /** Features and units of each file system. */
  FEATURES("features"),
  /** The manifest of each file system. */
  FILES("files"),
  /** Every byte that no free list of the source names. */
  USED_BYTES("used bytes"),
  /** The marker of deleted data is on the source, and not on the copy. */
  DELETED_DATA("deleted data");

  private final String title;

  Proof(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
