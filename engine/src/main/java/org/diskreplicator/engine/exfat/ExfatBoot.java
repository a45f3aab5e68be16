package org.diskreplicator.engine.exfat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The boot region: eleven sectors and one of their checksum.
 *
 * <p>Source: Microsoft, "exFAT file system specification", section 3.
 */
final class ExfatBoot {
  static final int SECTORS = 12;
  static final int SMALLEST_SECTOR = 512;
  private static final int VOLUME_LENGTH = 72;
  private static final int TABLE_OFFSET = 80;
  private static final int TABLE_LENGTH = 84;
  private static final int HEAP_OFFSET = 88;
  private static final int CLUSTERS = 92;
  private static final int ROOT = 96;
  private static final int FLAGS = 106;
  private static final int SECTOR_SHIFT = 108;
  private static final int CLUSTER_SHIFT = 109;
  private static final int TABLES = 110;
  private static final int PERCENT_IN_USE = 112;
  private static final int DIRTY = 2;
  private static final int FAILED = 4;

  private final ByteBuffer bytes;

  /** The region of a file system, as it is. */
  ExfatBoot(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of a sector, from the first sector alone. */
  static int sectorBytes(ByteBuffer first) {
    byte[] name = new byte[8];
    first.duplicate().get(3, name);
    int shift = first.get(SECTOR_SHIFT);
    if (!new String(name, StandardCharsets.ISO_8859_1).equals("EXFAT   ")
        || shift < 9
        || shift > 12) {
      throw new UnsoundException("its boot sector is damaged");
    }
    return 1 << shift;
  }

  /** Refuses what is not in order, or not known here. */
  void requireSound(long size) {
    if (bytes.getInt(11 * sectorBytes(bytes)) != checksum()) {
      throw new UnsoundException("its boot sectors do not have their checksum");
    }
    if (bytes.get(TABLES) != 1) {
      throw new UnsoundException("it has two tables");
    }
    if ((bytes.getShort(FLAGS) & (DIRTY | FAILED)) != 0) {
      throw new UnsoundException(
          "it was not unmounted, or has failing sectors; let fsck.exfat look at it first");
    }
    if (!geometry().fits(size) || !geometry().isCluster(root())) {
      throw new UnsoundException("its boot sector names places behind its end");
    }
  }

  ExfatGeometry geometry() {
    int sector = sectorBytes(bytes);
    return new ExfatGeometry(
        sector,
        sector << bytes.get(CLUSTER_SHIFT),
        bytes.getLong(VOLUME_LENGTH),
        Integer.toUnsignedLong(bytes.getInt(TABLE_OFFSET)),
        Integer.toUnsignedLong(bytes.getInt(TABLE_LENGTH)),
        Integer.toUnsignedLong(bytes.getInt(HEAP_OFFSET)),
        Integer.toUnsignedLong(bytes.getInt(CLUSTERS)));
  }

  long root() {
    return Integer.toUnsignedLong(bytes.getInt(ROOT));
  }

  /** What a BIOS would run, and the serial number. */
  String identity() {
    CRC32 code = new CRC32();
    code.update(bytes.duplicate().limit(510).position(120));
    return "%08x, boot code of checksum %x".formatted(bytes.getInt(100), code.getValue());
  }

  /** The same region for another place of everything. */
  ByteBuffer moved(ExfatGeometry to, long root, long used) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
    copy.put(bytes.duplicate().position(0)).flip();
    copy.putLong(VOLUME_LENGTH, to.sectors());
    copy.putInt(TABLE_OFFSET, (int) to.tableOffset()).putInt(TABLE_LENGTH, (int) to.tableLength());
    copy.putInt(HEAP_OFFSET, (int) to.heapOffset()).putInt(CLUSTERS, (int) to.clusters());
    copy.putInt(ROOT, (int) root).put(PERCENT_IN_USE, (byte) (used * 100 / to.clusters()));
    int checksum = new ExfatBoot(copy).checksum();
    int sector = to.sectorBytes();
    for (int at = 11 * sector; at < SECTORS * sector; at += Integer.BYTES) {
      copy.putInt(at, checksum);
    }
    return copy;
  }

  /** Flags and the share in use are left out, as they change while it is mounted. */
  private int checksum() {
    int sum = 0;
    for (int at = 0; at < 11 * sectorBytes(bytes); at++) {
      if (at != FLAGS && at != FLAGS + 1 && at != PERCENT_IN_USE) {
        sum = Integer.rotateRight(sum, 1) + Byte.toUnsignedInt(bytes.get(at));
      }
    }
    return sum;
  }
}
