package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * What the first bytes of a region claim to be, in blkid's words; label and UUID are hostile text.
 *
 * @param type such as {@code ext4}, {@code vfat}, {@code swap}, {@code crypto_LUKS}
 * @param version such as {@code 1.0} or {@code FAT16}
 * @param tableType such as {@code gpt} or {@code dos} where a partition table was found
 */
public record Signature(
    Optional<String> type,
    Optional<String> version,
    Optional<String> label,
    Optional<String> uuid,
    Optional<String> tableType) {
  /** No known signature. */
  public static final Signature NONE =
      new Signature(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A signature with no more than a type; for tests and contents without identity. */
  public static Signature ofType(String type) {
    return new Signature(
        Optional.of(type), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same without a partition table. */
  public Signature withoutTable() {
    return new Signature(type, version, label, uuid, Optional.empty());
  }
}
