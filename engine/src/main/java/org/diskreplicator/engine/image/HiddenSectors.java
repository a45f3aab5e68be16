package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The boot sectors of FAT and NTFS say at which sector of the disk they lie. Boot code reads by
 * that number, so it follows a volume that moves; Microsoft's FAT specification, section 3.1.
 *
 * @param from sector in which the partition began
 * @param to sector in which it begins on the target
 */
record HiddenSectors(long from, long to) {
  private static final int SECTOR = 512;
  private static final int BYTES_PER_SECTOR = 11;
  private static final int SECTORS_PER_FAT = 22;
  private static final int HIDDEN = 28;
  private static final int BACKUP_OF_FAT32 = 50;
  private static final int SECTORS_OF_NTFS = 40;

  /** What has to change in a FAT volume, relative to its start. */
  List<Patch> inFat(PatchBase volume) throws IOException {
    ByteBuffer boot = read(volume, 0);
    boolean is32 = boot.getShort(SECTORS_PER_FAT) == 0;
    int backup = Short.toUnsignedInt(boot.getShort(BACKUP_OF_FAT32));
    long copy = (long) backup * Short.toUnsignedInt(boot.getShort(BYTES_PER_SECTOR));
    return patches(volume, is32 && backup != 0xffff ? copy : 0);
  }

  /** What has to change in an NTFS volume, whose copy of the boot sector is behind its end. */
  List<Patch> inNtfs(PatchBase volume) throws IOException {
    ByteBuffer boot = read(volume, 0);
    long copy =
        boot.getLong(SECTORS_OF_NTFS) * Short.toUnsignedInt(boot.getShort(BYTES_PER_SECTOR));
    return patches(volume, copy);
  }

  private List<Patch> patches(PatchBase volume, long copy) throws IOException {
    List<Patch> patches = new ArrayList<>();
    boolean hasCopy = copy > 0 && copy % SECTOR == 0;
    for (long place : hasCopy ? new long[] {0, copy} : new long[] {0}) {
      byte[] bytes = volume.read(place, SECTOR);
      ByteBuffer sector = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      boolean isBoot = sector.getShort(510) == (short) 0xaa55;
      if (isBoot && Integer.toUnsignedLong(sector.getInt(HIDDEN)) == from && from != to) {
        sector.putInt(HIDDEN, (int) to);
        patches.add(new Patch(place, bytes));
      }
    }
    return patches;
  }

  private static ByteBuffer read(PatchBase volume, long offset) throws IOException {
    return ByteBuffer.wrap(volume.read(offset, SECTOR)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
