package org.diskreplicator.engine.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The header of a mask, qcow2 version 3; field by field as in QEMU's docs/interop/qcow2.txt. */
final class MaskHeader {
  static final int MAGIC = 0x514649fb;
  private static final int HEADER_BYTES = 112;
  private static final long EXTENDED_L2 = 1L << 4;
  static final int REFCOUNT_BITS_64 = 6;
  private static final int BACKING_FORMAT = 0xe2792aca;

  private MaskHeader() {}

  static ByteBuffer of(MaskSpec spec, MaskGeometry geometry, Refcounts refcounts) {
    byte[] format = spec.backingFormat().qemuName().getBytes(StandardCharsets.US_ASCII);
    byte[] backing = spec.backing().getBytes(StandardCharsets.UTF_8);
    int nameOffset = HEADER_BYTES + 8 + (format.length + 7) / 8 * 8 + 8;
    ByteBuffer header = ByteBuffer.allocate(nameOffset + backing.length);
    header.putInt(MAGIC).putInt(3);
    header.putLong(nameOffset).putInt(backing.length);
    header.putInt(geometry.clusterBits()).putLong(spec.virtualSize());
    header.putInt(0); // not encrypted
    header.putInt((int) geometry.tables(spec.virtualSize())).putLong(geometry.clusterBytes());
    header.putLong(refcounts.tableOffset()).putInt(refcounts.tableClusters());
    header.putInt(0).putLong(0); // no snapshots
    header.putLong(EXTENDED_L2).putLong(0).putLong(0);
    header.putInt(REFCOUNT_BITS_64).putInt(HEADER_BYTES);
    header.position(HEADER_BYTES); // compression type 0
    header.putInt(BACKING_FORMAT).putInt(format.length).put(format);
    return header.put(nameOffset, backing).rewind();
  }
}
