package org.diskreplicator.engine.ntfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** A record of $MFT: what one file is, or a part of that. */
final class NtfsRecord {
  private static final int MAGIC = 0x454c4946; // FILE
  private static final int END = 0xffffffff;
  private static final int ATTRIBUTES = 20;
  private static final int FLAGS = 22;
  private static final int BYTES_IN_USE = 24;
  private static final int BASE = 32;
  private static final int HEADER = 42;
  private static final int ATTRIBUTE_HEADER = 24;
  private static final int IN_USE = 1;
  private static final long NUMBER = 0xffffffffffffL;

  private final ByteBuffer bytes;
  private final NtfsGeometry geometry;

  /**
   * Takes a record as it is on the disk.
   *
   * @param bytes little-endian; changed in place
   */
  NtfsRecord(ByteBuffer bytes, NtfsGeometry geometry) throws UntrustworthyException {
    UpdateSequence.undo(bytes, MAGIC, "a record of one of its own files");
    this.bytes = bytes;
    this.geometry = geometry;
    int used = bytes.getInt(BYTES_IN_USE);
    int first = Short.toUnsignedInt(bytes.getShort(ATTRIBUTES));
    require(used <= bytes.limit() && first >= HEADER && first <= used - Integer.BYTES);
    require((bytes.getShort(FLAGS) & IN_USE) != 0);
  }

  /** The number of the record that this one belongs to; 0 when it stands for itself. */
  long base() {
    return bytes.getLong(BASE) & NUMBER;
  }

  /** The number of a record to which 64 bits refer. */
  static long number(long reference) {
    return reference & NUMBER;
  }

  /** What is in use of it. */
  ByteBuffer content() {
    return bytes.slice(0, bytes.getInt(BYTES_IN_USE)).order(ByteOrder.LITTLE_ENDIAN);
  }

  List<NtfsAttribute> attributes() throws UntrustworthyException {
    List<NtfsAttribute> found = new ArrayList<>();
    int used = bytes.getInt(BYTES_IN_USE);
    int at = Short.toUnsignedInt(bytes.getShort(ATTRIBUTES));
    while (bytes.getInt(at) != END) {
      require(at <= used - ATTRIBUTE_HEADER);
      int length = bytes.getInt(at + 4);
      require(length >= ATTRIBUTE_HEADER && length % 8 == 0 && length <= used - at - 4);
      ByteBuffer attribute = bytes.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
      found.add(NtfsAttribute.read(attribute, geometry));
      at += length;
    }
    return found;
  }

  private static void require(boolean sound) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged("a record of one of its own files is damaged");
    }
  }
}
