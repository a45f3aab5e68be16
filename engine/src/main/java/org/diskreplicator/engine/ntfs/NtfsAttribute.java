package org.diskreplicator.engine.ntfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * An attribute of a file, or a stretch of one that is spread over several records.
 *
 * @param flags nonzero when it is compressed, encrypted or sparse
 * @param resident whether {@code value} holds it; otherwise it lies in {@code runs}
 * @param firstCluster number within the attribute of the first cluster of {@code runs}
 * @param size bytes of the whole attribute; of a stretch only in the first one
 * @param initialized bytes that were written; the others read as zero
 */
record NtfsAttribute(
    int type,
    String name,
    int flags,
    boolean resident,
    ByteBuffer value,
    List<Run> runs,
    long firstCluster,
    long size,
    long initialized) {
  static final int LIST = 0x20;
  static final int VOLUME_INFORMATION = 0x70;
  static final int DATA = 0x80;
  static final int INDEX_ROOT = 0x90;
  static final int INDEX_ALLOCATION = 0xa0;
  static final int BITMAP = 0xb0;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RESIDENT_HEADER = 24;
  private static final int HEADER = 64;

  /**
   * Reads one.
   *
   * @param bytes all of it, from 0 to its limit
   */
  static NtfsAttribute read(ByteBuffer bytes, NtfsGeometry geometry) throws UntrustworthyException {
    boolean resident = bytes.get(8) == 0;
    require(bytes.limit() >= (resident ? RESIDENT_HEADER : HEADER));
    int type = bytes.getInt(0);
    int flags = Short.toUnsignedInt(bytes.getShort(12));
    String name = name(bytes);
    if (resident) {
      int length = bytes.getInt(16);
      int at = Short.toUnsignedInt(bytes.getShort(20));
      require(length >= 0 && at <= bytes.limit() && length <= bytes.limit() - at);
      ByteBuffer value = bytes.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
      return new NtfsAttribute(type, name, flags, true, value, List.of(), 0, length, length);
    }
    int pairs = Short.toUnsignedInt(bytes.getShort(32));
    require(pairs >= HEADER && pairs < bytes.limit());
    List<Run> runs = Run.read(bytes.duplicate().position(pairs), geometry);
    long first = bytes.getLong(16);
    long last = bytes.getLong(24);
    long count = runs.stream().mapToLong(Run::count).sum();
    require(first >= 0 && first <= geometry.clusters() && last - first + 1 == count);
    long size = bytes.getLong(48);
    long initialized = bytes.getLong(56);
    require(first > 0 || (size >= 0 && initialized >= 0 && initialized <= size));
    return new NtfsAttribute(type, name, flags, false, NOTHING, runs, first, size, initialized);
  }

  private static String name(ByteBuffer bytes) throws UntrustworthyException {
    int length = Byte.toUnsignedInt(bytes.get(9));
    int at = Short.toUnsignedInt(bytes.getShort(10));
    require(length == 0 || at + 2 * length <= bytes.limit());
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.append(bytes.getChar(at + 2 * i));
    }
    return name.toString();
  }

  boolean is(int otherType, String otherName) {
    return type == otherType && name.equals(otherName);
  }

  private static void require(boolean sound) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged("an attribute of one of its own files is damaged");
    }
  }
}
