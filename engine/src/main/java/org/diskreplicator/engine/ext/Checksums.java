package org.diskreplicator.engine.ext;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checksums that a file system has: none, CRC-16 of its group descriptors (gdt_csum), or
 * CRC-32C of all its structures (metadata_csum).
 *
 * <p>Source: "Checksums" in the kernel's "ext4 Data Structures and Algorithms".
 */
final class Checksums {
  private static final int POLYNOMIAL_32 = 0x82f63b78;
  private static final int POLYNOMIAL_16 = 0xa001;
  private static final int ONES_16 = 0xffff;
  private static final int[] TABLE_16 = table();
  private static final byte[] NOTHING = new byte[Short.BYTES];

  private final Kind kind;

  /** Bytes that bring a checksum to where those of this file system begin. */
  private final ByteBuffer prefix;

  private enum Kind {
    NONE,
    GROUPS,
    ALL
  }

  private Checksums(Kind kind, ByteBuffer prefix) {
    this.kind = kind;
    this.prefix = prefix;
  }

  static Checksums none() {
    return new Checksums(Kind.NONE, ByteBuffer.allocate(0));
  }

  static Checksums ofGroups(ByteBuffer uuid) {
    return new Checksums(Kind.GROUPS, uuid);
  }

  static Checksums ofAll(ByteBuffer uuid) {
    return new Checksums(Kind.ALL, uuid);
  }

  /**
   * Those that begin with a stated seed. Java's CRC-32C always begins with ones, so the four bytes
   * that lead from there to the seed are taken before all others.
   */
  static Checksums ofAll(int seed) {
    int state = seed;
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      state = state < 0 ? (state ^ POLYNOMIAL_32) << 1 | 1 : state << 1;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new Checksums(Kind.ALL, bytes.putInt(0, ~state));
  }

  /** Whether groups can say that their bitmap was never written. */
  boolean protectGroups() {
    return kind != Kind.NONE;
  }

  boolean protectBitmaps() {
    return kind == Kind.ALL;
  }

  /** That of the first {@code length} bytes, which begins with nothing of this file system. */
  int ofBytes(ByteBuffer bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.slice(0, length));
    return (int) ~sum.getValue();
  }

  /** That of a structure of this file system. */
  int of(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(prefix.duplicate().rewind());
    sum.update(bytes.duplicate().rewind());
    return (int) ~sum.getValue();
  }

  /** Whether a group descriptor has its checksum, two bytes at {@code field}. */
  boolean fit(long group, ByteBuffer descriptor, int field) {
    int stated = Short.toUnsignedInt(descriptor.getShort(field));
    return switch (kind) {
      case NONE -> true;
      case GROUPS -> stated == sum16(number(group), descriptor, field);
      case ALL -> stated == (sum32(number(group), descriptor, field) & ONES_16);
    };
  }

  private static ByteBuffer number(long group) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putInt(0, (int) group);
  }

  private int sum32(ByteBuffer number, ByteBuffer descriptor, int field) {
    CRC32C sum = new CRC32C();
    sum.update(prefix.duplicate().rewind());
    sum.update(number);
    sum.update(descriptor.slice(0, field));
    sum.update(NOTHING);
    sum.update(behind(descriptor, field));
    return (int) ~sum.getValue();
  }

  private int sum16(ByteBuffer number, ByteBuffer descriptor, int field) {
    int sum = sum16(ONES_16, prefix.duplicate().rewind());
    sum = sum16(sum, number);
    sum = sum16(sum, descriptor.slice(0, field));
    return sum16(sum, behind(descriptor, field));
  }

  private static ByteBuffer behind(ByteBuffer descriptor, int field) {
    int from = field + Short.BYTES;
    return descriptor.slice(from, descriptor.limit() - from);
  }

  private static int sum16(int begun, ByteBuffer bytes) {
    int sum = begun;
    while (bytes.hasRemaining()) {
      sum = sum >>> Byte.SIZE ^ TABLE_16[(sum ^ bytes.get()) & 0xff];
    }
    return sum;
  }

  private static int[] table() {
    int[] table = new int[1 << Byte.SIZE];
    for (int i = 0; i < table.length; i++) {
      int sum = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        sum = (sum & 1) != 0 ? sum >>> 1 ^ POLYNOMIAL_16 : sum >>> 1;
      }
      table[i] = sum;
    }
    return table;
  }
}
