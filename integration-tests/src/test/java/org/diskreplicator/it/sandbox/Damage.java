package org.diskreplicator.it.sandbox;

import java.nio.file.Path;

/**
 * One way to spoil a copy.
 *
 * @param fixture whose raw copy is spoiled
 * @param script for sh, run as root; {@code $disk} is the copy, {@code $free} a free byte's offset
 * @param proof that must see it
 * @param said a regular expression that what the proof says must match
 * @param verify whether {@code diskrep verify} sees it, which does not look at what is free
 * @param files whether {@code diskrep verify --files} sees it, which looks at no bitmap either
 */
record Damage(
    String name, String fixture, String script, Proof proof, String said, Seen verify, Seen files) {
  /** Whether diskrep itself sees a damage, and its exit status then. */
  enum Seen {
    YES(3),
    NO(0);

    final int exitCode;

    Seen(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  /** Functions for the scripts; {@code $part} is where the file system begins. */
  private static final String WORDS =
      """
      set -eu
      disk=$0 free=$1
      put() { dd of="$disk" bs=1 seek="$1" conv=notrunc status=none; }
      debug() { debugfs -w -R "$1" "$disk?offset=$part" 2>/dev/null; }
      block_size() { dumpe2fs -h "$disk?offset=$part" 2>/dev/null | sed -n 's/^Block size: *//p'; }
      block_of() { echo $((part + $(debug "bmap $1 0") * $(block_size))); }
      """;

  /** Spoils a copy. */
  void doTo(Path copy, long freeByte, Sandbox sandbox) {
    sandbox.root("sh", "-c", WORDS + script, copy, freeByte).output();
  }

  @Override
  public String toString() {
    return name;
  }
}
