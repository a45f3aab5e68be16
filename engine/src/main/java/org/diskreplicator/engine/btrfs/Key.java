package org.diskreplicator.engine.btrfs;

/** Numbers of keys (struct btrfs_disk_key): an object, a type, and an offset that depends on it. */
final class Key {
  /** Bytes on the disk. */
  static final int LENGTH = 17;

  static final int ROOT_ITEM = 132;
  static final int EXTENT_ITEM = 168;
  static final int METADATA_ITEM = 169;
  static final int BLOCK_GROUP_ITEM = 192;
  static final int DEV_EXTENT = 204;
  static final int DEV_ITEM = 216;
  static final int CHUNK_ITEM = 228;
  static final int TEMPORARY_ITEM = 248;
  static final int DEV_REPLACE = 250;

  /** The object of the item of a balance that has not ended. */
  static final long BALANCE = -4;

  /** The object of the root of a tree that is being moved by a balance. */
  static final long TREE_RELOCATION = -8;

  private Key() {}
}
