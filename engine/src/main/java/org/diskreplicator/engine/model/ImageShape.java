package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * How an image is laid out inside, where its format leaves a choice.
 *
 * @param clusterSize of a qcow2 image; else QEMU's usual 64 KiB
 * @param packing how data is compressed, if it is; else the quickest way that the format has
 * @param preallocation which space is taken beforehand
 */
public record ImageShape(
    Optional<ByteSize> clusterSize, Optional<Packing> packing, Preallocation preallocation) {
  /** What an image is like when nobody asks for anything. */
  public static final ImageShape USUAL =
      new ImageShape(Optional.empty(), Optional.empty(), Preallocation.OFF);

  /** A way to compress, by the name that QEMU gives it. */
  public enum Packing {
    ZSTD,
    ZLIB
  }

  /** Which space of an image is taken before data comes, by the name that QEMU gives it. */
  public enum Preallocation {
    OFF,
    /** That of tables; data still takes its space when it comes. */
    METADATA,
    /** That of data too, reserved by the file system. */
    FALLOC,
    /** That of data too, by writing zeros. */
    FULL
  }
}
