package org.diskreplicator.engine.xfs;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The header of a log record, {@code struct xlog_rec_header} of the kernel's {@code
 * fs/xfs/libxfs/xfs_log_format.h}.
 *
 * @param position block of the log that it lies in
 * @param length bytes of data behind the header
 * @param operations in the data
 * @param bufferSize of the kernel that wrote it, in bytes
 */
record LogRecord(
    long position,
    int magic,
    int cycle,
    int version,
    int length,
    long sequence,
    int operations,
    UUID uuid,
    int bufferSize) {
  private static final int MOST_LENGTH = 1 << 18;

  /** How much data one block of header has cycle numbers for. */
  private static final int DATA_PER_HEADER = 1 << 15;

  private static final byte LOG_ITSELF = (byte) 0xaa;
  private static final int UNMOUNT = 0x20;

  static LogRecord of(ByteBuffer header, long position) {
    return new LogRecord(
        position,
        header.getInt(0),
        header.getInt(4),
        header.getInt(8),
        header.getInt(12),
        header.getLong(16),
        header.getInt(40),
        new UUID(header.getLong(304), header.getLong(312)),
        header.getInt(320));
  }

  /** Whether it is a record of this log, written at its place in this cycle. */
  boolean makesSense(int expectedCycle, UUID expectedUuid) {
    return magic == Log.HEADER_MAGIC
        && cycle == expectedCycle
        && (version == 1 || version == 2)
        && length > 0
        && length <= MOST_LENGTH
        && (version == 1 || (bufferSize > 0 && bufferSize <= MOST_LENGTH))
        && sequence == ((long) cycle << 32 | position)
        && uuid.equals(expectedUuid);
  }

  /** Blocks of the header: one for each 32 KiB of the kernel's buffer, not of the data. */
  int headerBlocks() {
    return version == 1 ? 1 : Math.max(1, (bufferSize + DATA_PER_HEADER - 1) / DATA_PER_HEADER);
  }

  /** Blocks of header and data. */
  int blocks() {
    return headerBlocks() + (length + Log.BLOCK - 1) / Log.BLOCK;
  }

  /** Whether its only operation, at the start of {@code data}, is an unmount. */
  boolean isUnmount(ByteBuffer data) {
    return operations == 1 && data.get(8) == LOG_ITSELF && (data.get(9) & UNMOUNT) != 0;
  }
}
