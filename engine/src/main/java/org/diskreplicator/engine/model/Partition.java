package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * One entry of a partition table.
 *
 * @param number as the kernel counts: 1 and up; logical partitions of a dos table from 5
 * @param extent where it lies on the disk, in bytes
 * @param role extended partitions are containers of logical ones and hold no content
 * @param typeCode GUID of a gpt type, or hexadecimal byte of a dos type without {@code 0x}
 * @param uuid PARTUUID of a gpt entry
 * @param name GPT name; hostile text
 * @param attributes GPT attributes as sfdisk writes them, empty when none
 */
public record Partition(
    int number,
    Extent extent,
    Role role,
    String typeCode,
    Optional<String> uuid,
    Optional<String> name,
    String attributes,
    boolean bootable) {

  /** Place of an entry in its table. */
  public enum Role {
    PRIMARY,
    EXTENDED,
    LOGICAL
  }
}
