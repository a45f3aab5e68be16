package org.diskreplicator.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;

/**
 * Sector 0 of a GPT disk whose partitions have new places. A hybrid one, which shows some of them
 * to systems that know no GPT, is kept as long as those are where they were.
 *
 * @param bytes of the sector
 */
@SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
record HybridMbr(byte[] bytes, List<String> warnings) {
  private static final int TABLE = 446;
  private static final int ENTRIES = 4;
  private static final int ENTRY_BYTES = 16;
  private static final int TYPE = 4;
  private static final int START_LBA = 8;
  private static final int SECTORS = 12;
  private static final byte PROTECTIVE = (byte) 0xee;

  static HybridMbr of(byte[] sector, PartitionTable source, PartitionTable target, long lastLba) {
    if (!isHybrid(sector)) {
      byte[] plain =
          ProtectiveMbr.resized(sector, lastLba).map(Patch::bytes).orElseGet(sector::clone);
      return new HybridMbr(plain, List.of());
    }
    if (isStillRight(sector, source, target)) {
      return new HybridMbr(sector.clone(), List.of());
    }
    return new HybridMbr(
        plain(sector, lastLba),
        List.of(
            "The hybrid MBR of the source names partitions that have other places on the target;"
                + " the target has a plain protective MBR. Make a hybrid one anew with gdisk if a"
                + " system needs it."));
  }

  private static boolean isHybrid(byte[] sector) {
    for (int i = 0; i < ENTRIES; i++) {
      byte type = sector[TABLE + i * ENTRY_BYTES + TYPE];
      if (type != 0 && type != PROTECTIVE) {
        return true;
      }
    }
    return false;
  }

  private static boolean isStillRight(byte[] sector, PartitionTable source, PartitionTable target) {
    for (int i = 0; i < ENTRIES; i++) {
      int entry = TABLE + i * ENTRY_BYTES;
      byte type = sector[entry + TYPE];
      if (type != 0 && type != PROTECTIVE && !stays(sector, entry, source, target)) {
        return false;
      }
    }
    return true;
  }

  private static boolean stays(
      byte[] sector, int entry, PartitionTable source, PartitionTable target) {
    ByteBuffer mbr = ByteBuffer.wrap(sector).order(ByteOrder.LITTLE_ENDIAN);
    SectorSize unit = source.sectorSize();
    long start = Integer.toUnsignedLong(mbr.getInt(entry + START_LBA));
    long count = Integer.toUnsignedLong(mbr.getInt(entry + SECTORS));
    return unit.extent(start, count)
        .filter(named -> isIn(source, named) && isIn(target, named))
        .isPresent();
  }

  private static boolean isIn(PartitionTable table, Extent extent) {
    return table.partitions().stream().map(Partition::extent).anyMatch(extent::equals);
  }

  private static byte[] plain(byte[] sector, long lastLba) {
    byte[] plain = sector.clone();
    Arrays.fill(plain, TABLE, TABLE + ENTRIES * ENTRY_BYTES, (byte) 0);
    ByteBuffer mbr = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    mbr.put(TABLE, new byte[] {0, 0, 2, 0, PROTECTIVE, -1, -1, -1});
    mbr.putInt(TABLE + START_LBA, 1);
    mbr.putInt(TABLE + SECTORS, (int) Math.min(lastLba, 0xffffffffL));
    return plain;
  }
}
